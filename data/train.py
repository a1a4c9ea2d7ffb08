#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the bundled networks and writes them as ONNX files (and the digits' slices as JSON) beside this script.

Seeds are fixed and training uses one thread. Needs Debian's python3-torch, python3-onnx and python3-sklearn
(tools/setup.sh --data). Prints one line of the table in README.md per network.

usage: train.py [NAME ...]    the networks to train (default: all)
"""

import dataclasses
import json
import math
import pathlib
import sys
import typing

import numpy as np
import torch

HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass
class Samples:
    """Inputs (n x d) with targets: class numbers (n, integer) or values (n x 1, float)."""

    x: np.ndarray
    y: np.ndarray


def moons(rng, n):
    """Two interleaving half circles of radius 1, with noise 0.1."""
    y = np.arange(n) % 2
    angle = rng.uniform(0, math.pi, n)
    x = np.stack([np.where(y == 0, np.cos(angle), 1 - np.cos(angle)),
                  np.where(y == 0, np.sin(angle), 0.5 - np.sin(angle))], axis=1)
    return Samples(x + rng.normal(0, 0.1, x.shape), y)


def spirals(rng, n):
    """Two arms of one and a half turns each, out to radius 3, with noise 0.05."""
    y = np.arange(n) % 2
    t = np.sqrt(rng.uniform(0.01, 1, n))
    angle = 3 * math.pi * t + math.pi * y
    x = 3 * t[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return Samples(x + rng.normal(0, 0.05, x.shape), y)


def damped_sine(rng, n):
    """exp(-(x + 3) / 3) sin(3 x) on [-3, 3]."""
    x = rng.uniform(-3, 3, (n, 1))
    return Samples(x, np.exp(-(x + 3) / 3) * np.sin(3 * x))


def xor(rng, n):
    """Exclusive or of two bits, with noise 0.1 on the inputs."""
    bits = rng.integers(0, 2, (n, 2))
    return Samples(bits + rng.normal(0, 0.1, (n, 2)), (bits[:, :1] ^ bits[:, 1:]).astype(float))


def shells(rng, n):
    """Three nested spheres in space, of radii 1/2, 1 and 3/2, with noise 0.08."""
    y = np.arange(n) % 3
    direction = rng.normal(size=(n, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    return Samples(direction * ((y + 1) / 2)[:, None] + rng.normal(0, 0.08, (n, 3)), y)


def digits(rng, n):
    """8x8 images of handwritten digits, 64 pixels from 0 to 16 (UCI): the first 1,297 or the last 500."""
    import sklearn.datasets
    bundle = sklearn.datasets.load_digits()
    chosen = slice(None, 1297) if n == 1297 else slice(1297, None)
    return Samples(bundle.data[chosen], bundle.target[chosen])


@dataclasses.dataclass
class Recipe:
    data: typing.Callable
    widths: typing.Sequence[int]
    steps: int
    rate: float = 0.01
    sizes: typing.Tuple[int, int] = (1000, 1000)
    input_scale: float = 1.0  # a power of two: training sees x * input_scale, the exported network takes x


RECIPES = {
    "moons": Recipe(moons, (2, 16, 16, 2), 1500),
    "spirals": Recipe(spirals, (2, 16, 16, 16, 2), 4000),
    "damped_sine": Recipe(damped_sine, (1, 16, 16, 1), 4000),
    "xor": Recipe(xor, (2, 4, 1), 3000),
    "shells": Recipe(shells, (3, 12, 12, 3), 2500),
    "digits": Recipe(digits, (64, 32, 16, 10), 600, sizes=(1297, 500), input_scale=1 / 16),
}


def network(widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def score(model, x, y):
    """Accuracy of a classifier, root mean square error of a regression."""
    with torch.no_grad():
        out = model(x)
    if y.dtype == torch.int64:
        return f"{100 * (out.argmax(1) == y).double().mean():.1f} %"
    return f"rmse {((out - y) ** 2).mean().sqrt():.4f}"


def tensors(samples, scale):
    y = torch.tensor(samples.y)
    return torch.tensor(samples.x * scale, dtype=torch.float32), y if y.dtype == torch.int64 else y.float()


def train(name, recipe):
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    train_x, train_y = tensors(recipe.data(rng, recipe.sizes[0]), recipe.input_scale)
    test_x, test_y = tensors(recipe.data(rng, recipe.sizes[1]), recipe.input_scale)
    loss = torch.nn.CrossEntropyLoss() if train_y.dtype == torch.int64 else torch.nn.MSELoss()

    model = network(recipe.widths)
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, recipe.steps)
    for _ in range(recipe.steps):
        optimizer.zero_grad()
        loss(model(train_x), train_y).backward()
        optimizer.step()
        schedule.step()

    shape = "-".join(map(str, recipe.widths))
    print(f"| {name}.onnx | {shape} | {score(model, train_x, train_y)} | {score(model, test_x, test_y)} |", flush=True)
    with torch.no_grad():
        model[0].weight *= recipe.input_scale
    torch.onnx.export(model, torch.zeros(1, recipe.widths[0]), str(HERE / f"{name}.onnx"), opset_version=13,
                      input_names=["x"], output_names=["y"])


def write_digit_slice(classes):
    """The plane through the first test image of each of three digits: the corners of the triangle y = 0, e1, e2."""
    samples = digits(None, 500)
    images = [samples.x[np.flatnonzero(samples.y == digit)[0]].astype(int) for digit in classes]
    rows = [images[0], images[1] - images[0], images[2] - images[0]]
    text = [json.dumps(row.tolist()) for row in rows]
    path = HERE / "slices" / f"digits_{'_'.join(map(str, classes))}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text('{"format": "crease-slice/1",\n'
                    f' "point": {text[0]},\n'
                    f' "directions": [\n  {text[1]},\n  {text[2]}],\n'
                    ' "box": [["-1/2", "3/2"], ["-1/2", "3/2"]]}\n')


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for name in sys.argv[1:] or RECIPES:
        train(name, RECIPES[name])
        if name == "digits":
            write_digit_slice((3, 5, 8))
            write_digit_slice((0, 1, 7))


if __name__ == "__main__":
    main()
