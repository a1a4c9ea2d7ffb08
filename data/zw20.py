#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains small networks plain, with batch-norm and with dropout, and tells what crease finds of their regions.

The question is that of X. Zhang, D. Wu, "Empirical Studies on the Properties of Linear Regions in Deep Neural Networks"
(ICLR 2020): do regions look different after batch-norm or dropout? Prints the tables of zw20.md.

Batch-norm stands between every affine map and its ReLU. With the running means and variances of the end of training
it is affine, and is folded into the weights before it in double precision: W' = g / sqrt(v + eps) W, and
b' = g / sqrt(v + eps) (b - m) + beta. The network that is counted is the one with these doubles, as exact JSON.
Dropout stands behind every ReLU and does nothing after training. Needs Debian's python3-torch and python3-sklearn
(tools/setup.sh --data).

usage: zw20.py CREASE [--seeds N] [--keep DIR] [TASK ...]    CREASE: path of the command; tasks: default all
    --keep DIR: trained networks are written there, and those that are there already are used again
"""

import argparse
import fractions
import json
import math
import pathlib
import statistics
import subprocess
import tempfile

import numpy as np
import torch

import train

KINDS = ("plain", "batch-norm", "dropout")
DROPOUT = 0.2


def digits_3d(rng, n):
    """The digits, projected to their first three principal axes and divided by the first standard deviation."""
    images = train.digits(rng, 1297)
    center = images.x.mean(axis=0)
    _, deviations, axes = np.linalg.svd(images.x - center, full_matrices=False)
    samples = train.digits(rng, n)
    scale = deviations[0] / math.sqrt(len(images.x))
    return train.Samples((samples.x - center) @ axes[:3].T / scale, samples.y)


# data, widths, steps, number of training and test points, domain
TASKS = {
    "moons": (train.moons, (2, 16, 16, 16, 2), 1000, (1000, 1000), "box:-3,3"),
    "spirals": (train.spirals, (2, 16, 16, 16, 2), 2500, (1000, 1000), "box:-4,4"),
    "digits": (digits_3d, (3, 12, 12, 10), 1500, (1297, 500), "box:-3,3"),
}


def network(widths, kind):
    layers = []
    for inputs, outputs in zip(widths, widths[1:-1]):
        layers.append(torch.nn.Linear(inputs, outputs))
        if kind == "batch-norm":
            layers.append(torch.nn.BatchNorm1d(outputs))
        layers.append(torch.nn.ReLU())
        if kind == "dropout":
            layers.append(torch.nn.Dropout(DROPOUT))
    layers.append(torch.nn.Linear(widths[-2], widths[-1]))
    return torch.nn.Sequential(*layers)


def trained(task, kind, seed):
    data, widths, steps, sizes, _ = TASKS[task]
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    train_x, train_y = train.tensors(data(rng, sizes[0]), 1.0)
    test_x, test_y = train.tensors(data(rng, sizes[1]), 1.0)
    model = network(widths, kind)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    loss = torch.nn.CrossEntropyLoss()
    order = torch.Generator().manual_seed(seed)
    for _ in range(steps):
        batch = torch.randperm(len(train_x), generator=order)[:256]
        optimizer.zero_grad()
        loss(model(train_x[batch]), train_y[batch]).backward()
        optimizer.step()
        schedule.step()
    model.eval()
    return model, train.score(model, test_x, test_y), train_x.double().numpy()


def folded(model):
    """The layers as (weights, bias) in doubles, batch-norm folded in."""
    layers = []
    for module in model:
        if isinstance(module, torch.nn.Linear):
            layers.append([module.weight.detach().double(), module.bias.detach().double()])
        elif isinstance(module, torch.nn.BatchNorm1d):
            factor = module.weight.detach().double() / torch.sqrt(module.running_var.double() + module.eps)
            weights, bias = layers[-1]
            layers[-1] = [factor[:, None] * weights,
                          factor * (bias - module.running_mean.double()) + module.bias.detach().double()]
    return layers


def as_json(layers):
    def exact(number):
        return str(fractions.Fraction(number))

    return {"format": "crease-network/1", "input_dim": layers[0][0].shape[1], "layers": [
        {"weights": [[exact(w) for w in row] for row in weights.tolist()], "bias": [exact(b) for b in bias.tolist()],
         "activation": "relu" if index + 1 < len(layers) else "identity"}
        for index, (weights, bias) in enumerate(layers)]}


def middle(number):
    """The double next to a number of crease's JSON."""
    if number in (None, "inf"):
        return math.inf if number else math.nan
    if isinstance(number, str):
        return float(fractions.Fraction(number))
    return float((fractions.Fraction(number["lo"]) + fractions.Fraction(number["hi"])) / 2)


def stats(crease, path, domain, *options):
    run = subprocess.run([crease, "stats", str(path), "--domain", domain, "--json", *options], stdout=subprocess.PIPE,
                         check=True)
    document = json.loads(run.stdout)
    return document["activation_regions"], {quantity["name"]: quantity for quantity in document["quantities"]}


def train_into(directory, task, kind, seed):
    """Writes TASK-KIND-SEED.json, and beside it .npz with the training points and the accuracy on new ones."""
    path = directory / f"{task}-{kind}-{seed}.json"
    if not path.exists():
        model, score, points = trained(task, kind, seed)
        np.savez(path.with_suffix(".npz"), points=points, score=float(score.split()[0]))
        path.write_text(json.dumps(as_json(folded(model))))
    return path


def measure(crease, task, path):
    domain = TASKS[task][4]
    with np.load(path.with_suffix(".npz")) as arrays:
        score = float(arrays["score"])
    regions, everywhere = stats(crease, path, domain)
    occupied, at_data = stats(crease, path, domain, "--points", str(path.with_suffix(".npz")), "--array", "points")
    return {"score": score, "regions": regions, "occupied": occupied,
            "radius": middle(everywhere["inradius"]["median"]),
            "data radius": middle(at_data["inradius"]["median"]),
            "cos": middle(everywhere["facet_mean_abs_cos"]["median"]),
            "data cos": middle(at_data["facet_mean_abs_cos"]["median"]),
            "cut": middle(everywhere["cut_by_decision_boundary"]["mean"]),
            "data cut": middle(at_data["cut_by_decision_boundary"]["mean"]),
            "data distance": math.sqrt(middle(at_data["squared_distance_to_crease"]["median"]))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("crease")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("tasks", nargs="*", default=list(TASKS), metavar="TASK")
    arguments = parser.parse_intermixed_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    columns = ("score", "regions", "occupied", "radius", "data radius", "cos", "data cos", "cut", "data cut",
               "data distance")
    print("| task | training | " + " | ".join(columns) + " |\n|" + "---|" * (len(columns) + 2))
    with tempfile.TemporaryDirectory() as temporary:
        directory = arguments.keep or pathlib.Path(temporary)
        directory.mkdir(exist_ok=True)
        for task in arguments.tasks:
            for kind in KINDS:
                runs = [measure(arguments.crease, task, train_into(directory, task, kind, seed))
                        for seed in range(arguments.seeds)]
                cells = [f"{statistics.median(run[column] for run in runs):.4g}" for column in columns]
                print(f"| {task} | {kind} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
