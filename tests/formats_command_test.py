# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights that numpy, torch and safetensors have written, read by the crease command and held against the arrays.

formats_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) without numpy; parts are skipped
without torch or safetensors. The command's JSON has exact fractions, so that all comparisons are exact.
"""
import hashlib
import io
import json
import os
import subprocess
import sys
import unittest
from fractions import Fraction

try:
    import numpy as np
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)
try:
    import torch
except ImportError:
    torch = None
try:
    import safetensors.numpy
except ImportError:
    safetensors = None

import command_test
from command_test import network, relu

SEED = int(os.environ.get("CREASE_TEST_SEED", "20240229"))
CASES = max(1, round(20 * float(os.environ.get("CREASE_TEST_SCALE", "1"))))
TYPES = ["<f8", ">f8", "<f4", ">f4", "<f2", ">f2", "<i1", ">i2", "<i4", "<i8", ">u8", "<u2"]


class FormatsTest(command_test.CommandTest):
    def layers(self, file, *options):
        """What crease reads: rows of weights, bias, activation per layer, as fractions and names."""
        result = self.crease("convert", file, "-", *options)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        exact = lambda row: [Fraction(value) for value in row]
        return [([exact(row) for row in layer["weights"]], exact(layer["bias"]),
                 layer.get("activation") or layer["activations"]) for layer in json.loads(result.stdout)["layers"]]

    def assert_read(self, file, arrays, *options, activation="relu"):
        """`arrays`: weights (outputs, inputs) and bias in turn."""
        exact = lambda row: [Fraction(value) if isinstance(value, float) else Fraction(int(value))
                             for value in np.asarray(row).tolist()]
        expected = [([exact(row) for row in arrays[i]], exact(arrays[i + 1]),
                     activation if i + 2 < len(arrays) else "identity") for i in range(0, len(arrays), 2)]
        self.assertEqual(self.layers(file, *options), expected)


def random_arrays(rng, dtype=None):
    """Two to four layers of different widths, so that only one orientation fits."""
    widths = [int(w) for w in rng.permutation(np.arange(1, 8))[:rng.integers(3, 6)]]
    arrays = []
    for inputs, units in zip(widths, widths[1:]):
        for shape in ((units, inputs), (units,)):
            kind = np.dtype(dtype or TYPES[rng.integers(len(TYPES))])
            if kind.kind == "f":
                values = rng.normal(size=shape) * 10.0 ** rng.integers(-3, 3)
            else:
                values = rng.integers(0 if kind.kind == "u" else -100, 100, shape)
            arrays.append(np.asarray(values, order="CF"[rng.integers(2)]).astype(kind))
    return arrays


class Arrays(FormatsTest):
    def test_npz(self):
        rng = np.random.default_rng(SEED)
        print("seed", SEED)
        for case in range(CASES):
            arrays = random_arrays(rng)
            save = np.savez_compressed if case % 2 else np.savez
            save(self.path("turn.npz"), *arrays)
            self.assert_read(self.path("turn.npz"), arrays)
            save(self.path("turned.npz"), *[array.T for array in arrays])
            self.assert_read(self.path("turned.npz"), arrays)
            names = {("W%d" if i % 2 == 0 else "b%d") % (i // 2 + 1): array for i, array in enumerate(arrays)}
            save(self.path("named.npz"), activation="abs", **names)
            self.assert_read(self.path("named.npz"), arrays, activation="abs")
            shuffled = [sorted(names)[i] for i in rng.permutation(len(names))]
            save(self.path("shuffled.npz"), **{name: names[name] for name in shuffled})
            self.assert_read(self.path("shuffled.npz"), arrays)

    def test_npy_directory(self):
        rng = np.random.default_rng(SEED + 1)
        arrays = random_arrays(rng)
        os.mkdir(self.path("net"))
        for i, array in enumerate(arrays):
            np.save(self.path("net/%d.%s.npy" % (i // 2, "bias" if i % 2 else "weight")), array)
        self.assert_read(self.path("net"), arrays)
        info = json.loads(self.crease("info", self.path("net"), "--json").stdout)
        lines = subprocess.run("LC_ALL=C; sha256sum *.npy", shell=True, cwd=self.path("net"), stdout=subprocess.PIPE,
                               check=True).stdout
        self.assertEqual(info["network"], {"name": "net", "sha256": hashlib.sha256(lines).hexdigest()})
        self.assertEqual(info["format"], "npy directory")

    def test_both_orientations(self):
        square = np.array([[1, 2], [3, 4]])
        np.savez(self.path("net.npz"), W0=square)
        zero = np.zeros(2, int)
        self.assert_read(self.path("net.npz"), [square, zero])
        self.assert_read(self.path("net.npz"), [square.T, zero], "--weights", "in,out")
        self.assert_read(self.path("net.npz"), [square, zero], "--weights", "out,in")
        self.assert_one_error(self.crease("info", self.path("net.npz"), "--weights", "in"), 2)

    def test_objects_are_refused(self):
        np.savez(self.path("net.npz"), W0=np.array([{"a": 1}, None], dtype=object))
        result = self.crease("info", self.path("net.npz"))
        self.assert_one_error(result, 3)
        self.assertRegex(result.stderr, r"net\.npz: array 'W0': .*'\|O'")

    def test_written_arrays(self):
        layers = [relu([[1, "1/2"], [0.25, -3]], [0, str(2**1000)]),
                  {"weights": [[1, 2]], "bias": [3], "activation": "leaky_relu", "alpha": 0.1}]
        file = self.write("net.json", network(2, layers))
        for name in ("a.npz", "b.npz"):
            self.assertEqual(self.crease("convert", file, self.path(name)).returncode, 0)
        with open(self.path("a.npz"), "rb") as a, open(self.path("b.npz"), "rb") as b:
            content = a.read()
            self.assertEqual(content, b.read())
        with np.load(io.BytesIO(content)) as arrays:
            self.assertEqual(list(arrays), ["0.weight", "0.bias", "1.weight", "1.bias", "activations"])
            self.assertEqual(arrays["0.weight"].tolist(), [[1, 0.5], [0.25, -3]])
            self.assertEqual(arrays["0.bias"].tolist(), [0, 2.0**1000])
            self.assertEqual(arrays["1.weight"].dtype, np.dtype("<f8"))
            self.assertEqual(arrays["activations"].tolist(), ["relu", '{"type": "leaky_relu", "alpha": "1/10"}'])
        self.assertEqual(self.crease("convert", self.path("a.npz"), "-").stdout, self.crease("convert", file, "-").stdout)
        layers[1]["weights"] = [["1/3", 2]]
        result = self.crease("convert", self.write("third.json", network(2, layers)), self.path("c.npz"))
        self.assert_one_error(result, 3)
        self.assertIn("layer 2, unit 1: the number 1/3 is not a float64", result.stderr)
        self.assertFalse(os.path.exists(self.path("c.npz")))


class Checkpoints(FormatsTest):
    def test_listed_and_chosen(self):
        rng = np.random.default_rng(SEED + 2)
        runs = {"epoch_%d" % epoch: random_arrays(rng, "<f8") for epoch in (0, 9, 10)}
        names = {}
        for run, arrays in runs.items():
            for i, array in enumerate(arrays):
                names["%s/%d.%s" % (run, i // 2, "bias" if i % 2 else "weight")] = array
        file = self.path("run.npz")
        np.savez(file, **names)
        result = self.crease("count", file)
        self.assert_one_error(result, 3)
        self.assertIn("holds 3 networks; choose one by --checkpoint: 'epoch_0', 'epoch_9', 'epoch_10'", result.stderr)
        words = self.crease("info", file)
        self.assertEqual((words.returncode, words.stderr), (0, ""))
        self.assertRegex(words.stdout, r"(?m)^networks +3 in ")
        self.assertRegex(words.stdout, r"(?m)^epoch_10 +%d -> %d" % runs["epoch_10"][0].shape[::-1])
        info = json.loads(self.crease("info", file, "--json").stdout)
        self.assertEqual([entry["name"] for entry in info["checkpoints"]], list(runs))
        self.assertEqual([entry["input_dim"] for entry in info["checkpoints"]],
                         [arrays[0].shape[1] for arrays in runs.values()])
        for run, arrays in runs.items():
            self.assert_read(file, arrays, "--checkpoint", run)
            one = json.loads(self.crease("info", file, "--json", "--checkpoint", run).stdout)
            self.assertEqual(one["network"]["name"], "run#" + run)
        self.assert_one_error(self.crease("info", file, "--checkpoint", "epoch_1"), 3)

    def test_json(self):
        first, second = network(1, [relu([[1]], [0])]), network(1, [relu([[2]], [1])])
        del first["format"], second["format"]
        file = self.write("run.json", {"format": "crease-checkpoints/1",
                                       "checkpoints": [dict(first, name="start"), second]})
        self.assertEqual(self.layers(file, "--checkpoint", "start"), [([[1]], [0], "relu")])
        self.assertEqual(self.layers(file, "--checkpoint", "2"), [([[2]], [1], "relu")])


class Text(FormatsTest):
    def test_numpy_savetxt(self):
        rng = np.random.default_rng(SEED + 3)
        for case in range(CASES):
            arrays = random_arrays(rng, "<f8")
            with open(self.path("net.txt"), "w") as file:
                for array in arrays:
                    np.savetxt(file, array, fmt="%.17g", delimiter=[" ", ", ", "\t", ";"][case % 4], header="block")
                    file.write("\n")
            self.assert_read(self.path("net.txt"), arrays, "--decimals", "float64")
            exact = self.layers(self.path("net.txt"))
            self.assertEqual(exact[0][0][0][0], Fraction("%.17g" % arrays[0][0, 0]))


@unittest.skipIf(safetensors is None, "no safetensors")
class Safetensors(FormatsTest):
    def test_numpy(self):
        rng = np.random.default_rng(SEED + 4)
        for case in range(CASES):
            arrays = [np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"))) for array in random_arrays(rng)]
            names = {"fc%d.%s" % (i // 2 + 8, "bias" if i % 2 else "weight"): array for i, array in enumerate(arrays)}
            safetensors.numpy.save_file(names, self.path("net.safetensors"),
                                        metadata={"activation": "abs"} if case % 2 else None)
            self.assert_read(self.path("net.safetensors"), arrays, activation="abs" if case % 2 else "relu")

    def test_a_list_of_activations(self):
        safetensors.numpy.save_file({"W0": np.eye(2), "W1": np.eye(2)}, self.path("net.safetensors"),
                                    metadata={"activations": json.dumps(["relu6", "abs"])})
        self.assertEqual([layer[2] for layer in self.layers(self.path("net.safetensors"))], ["relu6", "abs"])


@unittest.skipIf(torch is None, "no torch")
class Torch(FormatsTest):
    def test_state_dict(self):
        torch.manual_seed(SEED)
        model = torch.nn.Sequential(torch.nn.Linear(3, 12), torch.nn.ReLU(), torch.nn.Linear(12, 5), torch.nn.ReLU(),
                                    torch.nn.Linear(5, 2))
        arrays = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
        np.savez(self.path("net.npz"), **arrays)
        self.assert_read(self.path("net.npz"), list(arrays.values()))
        steps = {"step_%d.%s" % (step, name): array * 2**step for step in (1, 2) for name, array in arrays.items()}
        np.savez(self.path("steps.npz"), **steps)
        self.assert_read(self.path("steps.npz"), [array * 4 for array in arrays.values()], "--checkpoint", "step_2")


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
