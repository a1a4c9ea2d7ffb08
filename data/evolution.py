#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains a small network on three tasks, writes its checkpoints, and tells what crease evolve finds of their regions.

The setting is that of X. Qi, Y. Wei, "The Evolution of the Interplay Between Input Distributions and Linear Regions in
Networks" (arXiv 2310.18725): three hidden layers of 16 ReLUs, 1,000 points in [-1, 1]^2, checkpoints from before
training to after epoch 100; moons, Gaussian quantiles, and points with random labels. Prints the tables of
evolution.md.

A checkpoint is DIR/TASK-SEED-EPOCH.onnx; the training points are DIR/TASK-SEED.npy (float32), and DIR/TASK-SEED.json
has the accuracy on them, per checkpoint. Needs Debian's python3-torch and python3-onnx (tools/setup.sh --data).

usage: evolution.py train DIR [TASK ...] [--seeds N]
       evolution.py tables CREASE DIR [TASK ...] [--seeds N]    CREASE: path of the command
"""

import argparse
import fractions
import json
import math
import pathlib
import statistics
import subprocess

import numpy as np
import torch

import train

WIDTHS = (2, 16, 16, 16, 2)
POINTS = 1000
EPOCHS = (0, 1, 3, 10, 30, 100)
BATCH = 50
RATE = 0.005
DOMAIN = "box:-1,1"
RADIUS = "1/10"


def scaled(x):
    """Every coordinate mapped onto [-1, 1]."""
    low, high = x.min(axis=0), x.max(axis=0)
    return np.clip(2 * (x - low) / (high - low) - 1, -1, 1)


def moons(rng):
    samples = train.moons(rng, POINTS)
    return scaled(samples.x), samples.y


def quantiles(rng):
    """A Gaussian cloud: its inner half, and its outer half."""
    x = rng.normal(size=(POINTS, 2))
    radius = np.linalg.norm(x, axis=1)
    return scaled(x), (radius > np.median(radius)).astype(int)


def random_labels(rng):
    return rng.uniform(-1, 1, (POINTS, 2)), rng.integers(0, 2, POINTS)


TASKS = {"moons": moons, "quantiles": quantiles, "random": random_labels}


def checkpoint(directory, task, seed, epoch):
    return directory / f"{task}-{seed}-{epoch:03}.onnx"


def points_file(directory, task, seed):
    return directory / f"{task}-{seed}.npy"


def scores_file(directory, task, seed):
    return directory / f"{task}-{seed}.json"


def train_into(directory, task, seed):
    torch.manual_seed(seed)
    points, labels = TASKS[task](np.random.default_rng(seed))
    x, y = torch.tensor(points, dtype=torch.float32), torch.tensor(labels)
    np.save(points_file(directory, task, seed), x.numpy())
    model = train.dense(*WIDTHS)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    loss = torch.nn.CrossEntropyLoss()
    scores = []
    for epoch in range(EPOCHS[-1] + 1):
        if epoch in EPOCHS:
            scores.append(float(train.score(model, x, y).split()[0]))
            torch.onnx.export(model, torch.zeros(1, 2), str(checkpoint(directory, task, seed, epoch)), opset_version=13,
                              input_names=["x"], output_names=["y"])
        for batch in torch.randperm(POINTS).split(BATCH):
            optimizer.zero_grad()
            loss(model(x[batch]), y[batch]).backward()
            optimizer.step()
    scores_file(directory, task, seed).write_text(json.dumps(scores) + "\n")
    print(f"{task}, seed {seed}: {scores} % after epochs {EPOCHS}", flush=True)


def middle(number):
    """The double next to a number of crease's JSON; NaN for null."""
    if number is None:
        return math.nan
    if isinstance(number, dict):
        return float((fractions.Fraction(number["lo"]) + fractions.Fraction(number["hi"])) / 2)
    return math.inf if number == "inf" else float(fractions.Fraction(number))


def part(number, whole):
    return 100 * number / whole if whole else math.nan


def mean_over_cells(layer, what):
    return sum(split[what] * split["cells"] for split in layer["splits"]) / layer["parents"]


def figures(checkpoint, score):
    """What the tables show of one checkpoint."""
    row = {"accuracy": score, "regions": checkpoint["activation_regions"], "linear": checkpoint["linear_regions"],
           "cut": checkpoint["cut_regions"],
           "cut %": part(checkpoint["cut_regions"], checkpoint["activation_regions"]),
           "length": middle(checkpoint["boundary"]["size"])}
    for layer in checkpoint["layers"]:
        row[f"cells {layer['layer'] + 1}"] = layer["children"]
        row[f"units {layer['layer'] + 1}"] = mean_over_cells(layer, "units")
        row[f"children {layer['layer'] + 1}"] = mean_over_cells(layer, "children")
    for name, points in (("data", checkpoint["points"]), ("random", checkpoint["random_points"])):
        row[f"distance {name}"] = math.sqrt(middle(points["squared_distance_to_crease"]["median"]))
        row[f"balls {name}"] = middle(points["ball_regions"]["mean"])
    row["distance ratio"] = row["distance data"] / row["distance random"]
    row["balls ratio"] = row["balls data"] / row["balls random"]
    change = checkpoint["change"]
    if change:
        row["kept %"] = part(change["kept_regions"], change["kept_regions"] + change["vanished_regions"])
        row["area kept %"] = part(middle(change["overlap"]["kept_volume"]), middle(change["overlap"]["volume"]))
        row["units changed"] = middle(change["overlap"]["mean_hamming_distance"])
        row["pattern kept %"] = part(change["points"]["same_pattern"], POINTS)
        row["class kept %"] = part(change["points"]["same_class"], POINTS)
    return row


def evolve(crease, directory, task, seed):
    """The figures of all checkpoints of one training."""
    run = subprocess.run([crease, "evolve", *(str(checkpoint(directory, task, seed, epoch)) for epoch in EPOCHS),
                          "--domain", DOMAIN, "--points", str(points_file(directory, task, seed)), "--balls", RADIUS,
                          "--json"], stdout=subprocess.PIPE, check=True)
    scores = json.loads(scores_file(directory, task, seed).read_text())
    return [figures(*pair) for pair in zip(json.loads(run.stdout)["checkpoints"], scores)]


TABLES = {
    "Regions and the decision boundary": ("accuracy", "regions", "linear", "cut", "cut %", "length"),
    "Layers": ("cells 1", "cells 2", "cells 3", "units 1", "units 2", "units 3", "children 2", "children 3"),
    "Creases near points": ("distance data", "distance random", "distance ratio", "balls data", "balls random",
                            "balls ratio"),
    "What changed since the checkpoint before": ("kept %", "area kept %", "units changed", "pattern kept %",
                                                 "class kept %"),
}


def print_tables(crease, directory, tasks, seeds):
    runs = {task: [evolve(crease, directory, task, seed) for seed in range(seeds)] for task in tasks}
    for title, columns in TABLES.items():
        print(f"\n### {title}\n\n| task | epoch | " + " | ".join(columns) + " |\n|" + "---|" * (len(columns) + 2))
        for task in tasks:
            for index, epoch in enumerate(EPOCHS):
                rows = [run[index] for run in runs[task]]
                if columns[0] in rows[0]:
                    cells = [f"{statistics.median(row[column] for row in rows):.4g}" for column in columns]
                    print(f"| {task} | {epoch} | " + " | ".join(cells) + " |")


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train")
    tables = commands.add_parser("tables")
    tables.add_argument("crease")
    for command in (training, tables):
        command.add_argument("directory", type=pathlib.Path)
        command.add_argument("tasks", nargs="*", default=list(TASKS), metavar="TASK")
        command.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    if arguments.command == "tables":
        print_tables(arguments.crease, arguments.directory, arguments.tasks, arguments.seeds)
        return
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    arguments.directory.mkdir(exist_ok=True)
    for task in arguments.tasks:
        for seed in range(arguments.seeds):
            train_into(arguments.directory, task, seed)


if __name__ == "__main__":
    main()
