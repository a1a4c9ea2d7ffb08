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


def dense(*widths):
    """Affine layers of these widths with ReLU between them."""
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


class Residual(torch.nn.Module):
    """h -> h + W relu(V h + a) + b."""

    def __init__(self, width, hidden):
        super().__init__()
        self.branch = dense(width, hidden, width)

    def forward(self, h):
        return h + self.branch(h)


class Maxout(torch.nn.Module):
    """Each unit is the largest of `pieces` affine functions."""

    def __init__(self, inputs, units, pieces):
        super().__init__()
        self.pieces = pieces
        self.affine = torch.nn.Linear(inputs, units * pieces)

    def forward(self, h):
        return self.affine(h).reshape(-1, self.affine.out_features // self.pieces, self.pieces).amax(2)


def residual():
    return torch.nn.Sequential(torch.nn.Linear(2, 8), Residual(8, 16), torch.nn.ReLU(), Residual(8, 16),
                               torch.nn.ReLU(), torch.nn.Linear(8, 2))


def maxout():
    return torch.nn.Sequential(Maxout(2, 8, 3), Maxout(8, 4, 3), torch.nn.Linear(4, 2))


def convolutional():
    """On images of 8 x 8 pixels: two convolutions with batch-norm, ReLU and max-pool, and an affine layer."""
    def block(inputs, outputs):
        return [torch.nn.Conv2d(inputs, outputs, 3, padding=1), torch.nn.BatchNorm2d(outputs), torch.nn.ReLU(),
                torch.nn.MaxPool2d(2)]
    return torch.nn.Sequential(*block(1, 4), *block(4, 8), torch.nn.Flatten(), torch.nn.Linear(32, 10))


@dataclasses.dataclass
class Recipe:
    data: typing.Callable
    make: typing.Callable  # the network, untrained
    shape: str
    steps: int
    rate: float = 0.01
    sizes: typing.Tuple[int, int] = (1000, 1000)
    input_scale: float = 1.0  # a power of two: training sees x * input_scale, the exported network takes x
    input_shape: typing.Tuple[int, ...] = ()  # of one input, where it is no vector
    opset: typing.Optional[int] = None  # of the ONNX file; None: what PyTorch gives


def plain(data, widths, steps, **others):
    return Recipe(data, lambda: dense(*widths), "-".join(map(str, widths)), steps, opset=13, **others)


RECIPES = {
    "moons": plain(moons, (2, 16, 16, 2), 1500),
    "spirals": plain(spirals, (2, 16, 16, 16, 2), 4000),
    "damped_sine": plain(damped_sine, (1, 16, 16, 1), 4000),
    "xor": plain(xor, (2, 4, 1), 3000),
    "shells": plain(shells, (3, 12, 12, 3), 2500),
    "digits": plain(digits, (64, 32, 16, 10), 600, sizes=(1297, 500), input_scale=1 / 16),
    "spirals_residual": Recipe(spirals, residual, "2-8, twice (8-16-8 beside identity), 8-2", 3000),
    "moons_maxout": Recipe(moons, maxout, "2-8-4-2, maxout of 3", 1500),
    "digits_conv": Recipe(digits, convolutional, "1x8x8-4x4x4-8x2x2-10", 300, sizes=(1297, 500), input_scale=1 / 16,
                          input_shape=(1, 8, 8)),
}


def score(model, x, y):
    """Accuracy of a classifier, root mean square error of a regression."""
    with torch.no_grad():
        out = model(x)
    if y.dtype == torch.int64:
        return f"{100 * (out.argmax(1) == y).double().mean():.1f} %"
    return f"rmse {((out - y) ** 2).mean().sqrt():.4f}"


def tensors(samples, scale, shape=()):
    x = torch.tensor(samples.x * scale, dtype=torch.float32)
    y = torch.tensor(samples.y)
    return x.reshape(-1, *shape) if shape else x, y if y.dtype == torch.int64 else y.float()


def train(name, recipe):
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    train_x, train_y = tensors(recipe.data(rng, recipe.sizes[0]), recipe.input_scale, recipe.input_shape)
    test_x, test_y = tensors(recipe.data(rng, recipe.sizes[1]), recipe.input_scale, recipe.input_shape)
    loss = torch.nn.CrossEntropyLoss() if train_y.dtype == torch.int64 else torch.nn.MSELoss()

    model = recipe.make()
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, recipe.steps)
    for _ in range(recipe.steps):
        optimizer.zero_grad()
        loss(model(train_x), train_y).backward()
        optimizer.step()
        schedule.step()

    model.eval()
    print(f"| {name}.onnx | {recipe.shape} | {score(model, train_x, train_y)} | {score(model, test_x, test_y)} |",
          flush=True)
    with torch.no_grad():
        next(model.parameters()).mul_(recipe.input_scale)
    # What is there after training is written as it is: batch-norm stays a node of its own.
    torch.onnx.export(model, torch.zeros(1, *train_x.shape[1:]), str(HERE / f"{name}.onnx"),
                      opset_version=recipe.opset, training=torch.onnx.TrainingMode.PRESERVE,
                      do_constant_folding=False, input_names=["x"], output_names=["y"])


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
