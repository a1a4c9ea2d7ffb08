# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole networks, lowered by crease from ONNX and by hand, have the same regions.

lowering_test.py CREASE: exits with 77 (skipped) when the modules are missing. By hand: every matrix is written out entry
by entry in plain loops, residual connections are carried by identity units, max-pools are maxima of the layer's rows.
"""
import fractions
import json
import os
import subprocess
import sys
import tempfile

try:
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

CREASE = sys.argv[1]
SEED = int(os.environ.get("CREASE_TEST_SEED", "20240229"))
CASES = max(2, round(12 * float(os.environ.get("CREASE_TEST_SCALE", "1"))))
print("seed", SEED)
rng = np.random.default_rng(SEED)
directory = tempfile.TemporaryDirectory()
failures = []


def short(*shape):
    """Multiples of 1/8, some of them zero: ties and dead units are wanted."""
    values = rng.integers(-16, 17, shape) / 8
    values[rng.random(shape) < 0.2] = 0
    return values.astype(np.float32)


def exact(values):
    return [str(fractions.Fraction(float(v))) for v in np.asarray(values).reshape(-1)]


def layer(weights, bias, **kind):
    return {"weights": [exact(row) for row in weights], "bias": exact(bias), **kind}


def save_json(name, inputs, layers):
    path = os.path.join(directory.name, name + ".json")
    with open(path, "w") as out:
        json.dump({"format": "crease-network/1", "input_dim": inputs, "layers": layers}, out)
    return path


def save_onnx(name, shape, nodes, constants, output):
    path = os.path.join(directory.name, name + ".onnx")
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(value), key) for key, value in constants.items()])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
    return path


def random_slice(inputs):
    path = os.path.join(directory.name, "slice.json")
    with open(path, "w") as out:
        json.dump({"format": "crease-slice/1", "point": exact(short(inputs)), "directions": [exact(short(inputs) + np.float32(k == 0)) for k in range(2)]},
                  out)
    return path


def counts(path, slice_file):
    run = subprocess.run([CREASE, "count", path, "--slice", slice_file, "--domain", "box:-3,3", "--json"],
                         capture_output=True, text=True)
    if run.returncode != 0:
        return run.stderr.strip()
    result = json.loads(run.stdout)
    return {key: result[key] for key in ("activation_regions", "linear_regions", "affine_pieces", "adjacencies")}


def counts_or_retry(inputs, paths):
    """A slice of dependent directions is refused for all networks alike; another one is taken."""
    while True:
        slice_file = random_slice(inputs)
        found = [counts(path, slice_file) for path in paths]
        if isinstance(found[0], dict) or "depend" not in found[0]:
            return found


def expect_equal(name, inputs, paths, keys=None):
    found = counts_or_retry(inputs, paths)
    if keys is not None:
        found = [{key: f[key] for key in keys} if isinstance(f, dict) else f for f in found]
    if not isinstance(found[0], dict) or any(f != found[0] for f in found[1:]):
        failures.append(f"{name}: {found}")
    return found[0]


def enclosure(size):
    """Of a size in JSON: a number as text, or bounds of it."""
    low, high = (size["lo"], size["hi"]) if isinstance(size, dict) else (size, size)
    return fractions.Fraction(low), fractions.Fraction(high)


def expect_equal_boundaries(name, paths):
    """In the slice drawn last: what the decision boundary is as a set, however many pieces it was found in."""
    shapes, sizes = [], []
    for path in paths:
        run = subprocess.run([CREASE, "boundary", path, "--slice", os.path.join(directory.name, "slice.json"), "--domain",
                              "box:-3,3", "--json"], capture_output=True, text=True)
        if run.returncode != 0:
            failures.append(f"{name}: {run.stderr.strip()}")
            return
        result = json.loads(run.stdout)
        boundary = result["boundary"]
        regions = sorted((r["maximizers"], r["bounded"], r["betti"], r["volume"]) for r in result["decision_regions"])
        shapes.append((regions, boundary["betti"], boundary["euler_characteristic"], len(boundary["components"]),
                       [pair["classes"] for pair in boundary["by_classes"]]))
        sizes.append([enclosure(part["size"]) for part in [boundary] + boundary["by_classes"]])
    if shapes[0] != shapes[1]:
        failures.append(f"{name}, decision regions: {shapes}")
    elif any(a[0] > b[1] or b[0] > a[1] for a, b in zip(*sizes)):
        failures.append(f"{name}, lengths: {sizes}")


def conv_matrix(kernel, size, stride, pad):
    """The dense matrix of a convolution over one channel of size x size."""
    out, k = kernel.shape[0], kernel.shape[2]
    n = (size + 2 * pad - k) // stride + 1
    matrix = np.zeros((out * n * n, size * size), dtype=np.float32)
    for m in range(out):
        for i in range(n):
            for j in range(n):
                for a in range(k):
                    for b in range(k):
                        y, x = i * stride + a - pad, j * stride + b - pad
                        if 0 <= y < size and 0 <= x < size:
                            matrix[(m * n + i) * n + j, y * size + x] += kernel[m, 0, a, b]
    return matrix, n


largest = 0
for case in range(CASES):
    # Convolution, ReLU, max-pool, dense: against matrices and maxima of rows.
    size, channels = 5, int(rng.integers(1, 3))
    stride, pad = int(rng.integers(1, 3)), int(rng.integers(0, 2))
    kernel, offset = short(channels, 1, 3, 3), short(channels)
    matrix, n = conv_matrix(kernel, size, stride, pad)
    m = n // 2
    last, bias = short(2, channels * m * m), short(2)
    if m > 0:
        pool = [[(c * n + 2 * i + a) * n + 2 * j + b for a in range(2) for b in range(2)]
                for c in range(channels) for i in range(m) for j in range(m)]
        relu_first = bool(rng.random() < 0.5)
        nodes = [helper.make_node("Conv", ["x", "K", "k"], ["c"], strides=[stride] * 2, pads=[pad] * 4)]
        nodes += [helper.make_node("Relu", ["c"], ["r"])] if relu_first else [helper.make_node("Identity", ["c"], ["r"])]
        nodes += [helper.make_node("MaxPool", ["r"], ["p"], kernel_shape=[2, 2], strides=[2, 2]),
                  helper.make_node("Flatten", ["p"], ["f"]), helper.make_node("Gemm", ["f", "W", "b"], ["y"], transB=1)]
        a = save_onnx("conv", [1, 1, size, size], nodes, {"K": kernel, "k": offset, "W": last, "b": bias}, "y")
        rows = [i for window in pool for i in window]
        biases = np.repeat(offset, n * n)
        if relu_first:
            layers = [layer(matrix, biases, activation="relu"), layer(np.eye(len(matrix))[rows], np.zeros(len(rows)), max=4)]
        else:
            layers = [layer(matrix[rows], biases[rows], max=4)]
        b = save_json("conv", size * size, layers + [layer(last, bias, activation="identity")])
        found = expect_equal(f"conv net {case}", size * size, [a, b])
        largest = max(largest, found["activation_regions"] if isinstance(found, dict) else 0)

    # A residual network and its unrolled equivalent: z = x + V relu(W x), and so on.
    W, V, U, T = short(3, 4), short(4, 3), short(3, 4), short(2, 4)
    nodes, h = [], "x"
    for i, (first, second) in enumerate((("W", "V"), ("U", "V"))):
        nodes += [helper.make_node("MatMul", [h, first], [f"a{i}"]), helper.make_node("Relu", [f"a{i}"], [f"b{i}"]),
                  helper.make_node("MatMul", [f"b{i}", second], [f"c{i}"]), helper.make_node("Add", [f"c{i}", h], [f"d{i}"])]
        h = f"d{i}"
    nodes.append(helper.make_node("MatMul", [h, "T"], ["y"]))
    a = save_onnx("residual", [1, 4], nodes, {"W": W.T.copy(), "V": V.T.copy(), "U": U.T.copy(), "T": T.T.copy()}, "y")
    carry = {"activations": ["relu"] * 3 + ["identity"] * 4}
    to_both = np.vstack([W, np.eye(4)])
    join = np.hstack([V, np.eye(4)])  # 4 x 7: the block's result
    exact_join = lambda M: np.array([[sum(fractions.Fraction(float(x)) * fractions.Fraction(float(y)) for x, y in zip(r, c))
                                      for c in join.T] for r in M], dtype=object)
    layers = [layer(to_both, np.zeros(7), **carry),
              {"weights": [[str(v) for v in row] for row in exact_join(np.vstack([U, np.eye(4)]))], "bias": ["0"] * 7, **carry},
              {"weights": [[str(v) for v in row] for row in exact_join(T)], "bias": ["0"] * 2, "activation": "identity"}]
    expect_equal(f"residual net {case}", 4, [a, save_json("residual", 4, layers)])

    # Every pair of rows under one maximum, written as x + relu(y - x): the same regions of the function.
    Z, z, last = short(6, 3), short(6), short(2, 3)
    a = save_json("maxout", 3, [layer(Z, z, max=2), layer(last, np.zeros(2), activation="identity")])
    left, right = Z[0::2], Z[1::2]
    split = np.vstack([left, right - left])
    b = save_json("relu", 3, [layer(split, np.concatenate([z[0::2], z[1::2] - z[0::2]]),
                                    activations=["identity"] * 3 + ["relu"] * 3),
                              layer(np.hstack([last, last]), np.zeros(2), activation="identity")])
    expect_equal(f"maxout net {case}", 3, [a, b])

    # Every three rows under one maximum, written as y + relu(c - y), y = a + relu(b - a): the ReLUs also compare a and b
    # where c is greater, so only what the function tells is the same.
    Z, z, last = short(9, 3), short(9), short(2, 3)
    a = save_json("maxout3", 3, [layer(Z, z, max=3), layer(last, np.zeros(2), activation="identity")])
    first, one = Z[0::3], np.eye(3)
    two_of = [layer(np.vstack([first, Z[2::3], Z[1::3] - first]), np.concatenate([z[0::3], z[2::3], z[1::3] - z[0::3]]),
                    activations=["identity"] * 6 + ["relu"] * 3),
              layer(np.block([[one, 0 * one, one], [-one, one, -one]]), np.zeros(6),
                    activations=["identity"] * 3 + ["relu"] * 3),
              layer(np.hstack([last, last]), np.zeros(2), activation="identity")]
    b = save_json("relu3", 3, two_of)
    expect_equal(f"maxout net of rank three {case}", 3, [a, b], ("linear_regions", "affine_pieces"))
    expect_equal_boundaries(f"maxout net of rank three {case}", [a, b])

if largest < 10:
    failures.append("the networks are too simple to show anything")
for failure in failures:
    print("FAILED", failure)
print("all alike" if not failures else f"{len(failures)} differ")
sys.exit(1 if failures else 0)
