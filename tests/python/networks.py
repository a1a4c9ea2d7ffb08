# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks with known counts, and random ones that are degenerate half of the time."""

from fractions import Fraction

import crease


def golden(seed, inputs, widths):
    """The golden integer networks: a linear congruence fills the weights and biases, layer by layer."""
    state = seed

    def value():
        nonlocal state
        state = (1103515245 * state + 12345) % 2**31
        return (state >> 16) % 7 - 3

    layers = []
    for width in widths:
        rows = [[value() for _ in range(inputs)] for _ in range(width)]
        layers.append((rows, [value() for _ in range(width)], "relu"))
        inputs = width
    return crease.Network(layers)


def zigzag(dim, pieces, depth):
    """pieces**depth zig-zags in every coordinate."""
    layers = []
    for layer in range(depth):
        rows, bias = [], []
        for c in range(dim):
            for i in range(pieces):
                q = pieces if i == 0 else 2 * pieces
                if layer == 0:
                    rows.append([q if k == c else 0 for k in range(dim)])
                    bias.append(q - 4 * i)
                else:
                    rows.append([q * (-1) ** (k % pieces) if k // pieces == c else 0 for k in range(dim * pieces)])
                    bias.append(-4 * i)
        layers.append((rows, bias, "relu"))
    return crease.Network(layers)


def random_network(rng):
    inputs = rng.randint(1, 3)
    widths = [rng.randint(1, 5) for _ in range(rng.randint(1, 3))]
    degenerate = rng.random() < 0.5

    def value():
        return rng.randint(-2, 2) if degenerate else Fraction(rng.gauss(0, 1))

    layers = []
    previous = inputs
    for width in widths:
        rows = [[value() for _ in range(previous)] for _ in range(width)]
        bias = [0 if degenerate and rng.random() < 0.5 else value() for _ in range(width)]
        if degenerate and width > 1:
            sign = rng.choice([-1, 1, 2])
            rows[-1], bias[-1] = [sign * x for x in rows[0]], sign * bias[0]
        activation = rng.choice(["relu", "relu", "relu", "abs", ("leaky_relu", "1/10"), "hard_tanh"])
        layers.append((rows, bias, activation))
        previous = width
    layers.append(([[value() for _ in range(previous)] for _ in range(2)], [value(), value()]))
    return crease.Network(layers)
