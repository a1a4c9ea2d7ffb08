# SPDX-License-Identifier: GPL-3.0-or-later
"""Forward passes of random ONNX models, operator by operator, against onnxruntime.

onnx_models_test.py EVALUATE_NETWORK: exits with 77 (skipped) when the modules are missing. Weights and points have few
bits, and crease's results are exact, so that what differs is float32 rounding of onnxruntime.
"""
import fractions
import os
import subprocess
import sys
import tempfile

try:
    import numpy as np
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

SEED = int(os.environ.get("CREASE_TEST_SEED", "20240229"))
CASES = max(1, round(20 * float(os.environ.get("CREASE_TEST_SCALE", "1"))))
print("seed", SEED)
rng = np.random.default_rng(SEED)
directory = tempfile.TemporaryDirectory()
failures, refused = [], []
models = 0
onnxruntime.set_default_logger_severity(4)


def pick(*values):
    return values[rng.integers(len(values))]


def integer(low, high):
    return int(rng.integers(low, high + 1))


def chance(p):
    return rng.random() < p


def short(*shape):
    """Multiples of 1/8."""
    return (rng.integers(-16, 17, shape) / 8).astype(np.float32)


def node(op, inputs, outputs, **attributes):
    return helper.make_node(op, inputs.split(), outputs.split(), **attributes)


def ints(*values):
    return np.array(values, dtype=np.int64)


class Model:
    """A graph that grows from its input 'x'; `op` appends a node and returns its output's name."""

    def __init__(self, opset, shape):
        self.opset, self.shape, self.nodes, self.constants, self.count = opset, shape, [], {}, 0

    def constant(self, value):
        self.count += 1
        name = f"c{self.count}"
        self.constants[name] = np.asarray(value)
        return name

    def op(self, kind, inputs, outputs=1, **attributes):
        self.count += 1
        names = [f"t{self.count}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names[0] if outputs == 1 else names

    def write(self, output, path):
        inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, self.shape)]
        initializers = [numpy_helper.from_array(value, name) for name, value in self.constants.items()]
        graph = helper.make_graph(self.nodes, "g", inputs, [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
                                  initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=8)
        onnx.save(onnx.shape_inference.infer_shapes(model), path)


def compare(name, model, output, layers=None):
    global models
    models += 1
    path = os.path.join(directory.name, "model.onnx")
    model.write(output, path)
    points = [short(*model.shape) for _ in range(4)]
    try:
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        outputs = [session.run(None, {"x": point})[0] for point in points]
    except Exception as error:  # what it calls its own errors differs from version to version
        refused.append(f"{name}: {error}")
        return
    text = "\n".join(" ".join(str(fractions.Fraction(float(v))) for v in p.reshape(-1)) for p in points) + "\n"
    run = subprocess.run([sys.argv[1], path], input=text, capture_output=True, text=True)
    label = f"model {models}, {name} (opset {model.opset})"
    if run.returncode != 0:
        failures.append(f"{label}: {run.stderr.strip()}")
        return
    lines = run.stdout.splitlines()
    if layers is not None and [int(n) for n in lines[0].split()][1:] != layers:
        failures.append(f"{label}: layers {lines[0]} instead of {layers}")
    for point, output, line in zip(points, outputs, lines[1:]):
        wanted = np.asarray(output, dtype=np.float64).reshape(-1)
        exact = np.array([float(fractions.Fraction(v)) for v in line.split("|")[0].split()])
        scale = max(1.0, float(np.max(np.abs(wanted), initial=0.0)))
        if len(exact) != len(wanted) or np.max(np.abs(exact - wanted), initial=0.0) > 2e-5 * scale:
            failures.append(f"{label}: {exact} instead of {wanted} at {point.tolist()}")
            return


# ---- windows ---------------------------------------------------------------------------------------------------------

def spatial(d, least=1):
    return [integer(max(least, 3 - d), 9 if d == 1 else 6 if d == 2 else 4) for _ in range(d)]


def window_attributes(sizes, kernel, pool=False):
    """Strides, dilations and pads or auto_pad that leave at least one window."""
    d = len(sizes)
    attributes = {"strides": [integer(1, 3) for _ in range(d)]}
    if not pool:
        attributes["dilations"] = [integer(1, 2) for _ in range(d)]
    kind = pick("pads", "auto", "none")
    if kind == "auto":
        attributes["auto_pad"] = pick("SAME_UPPER", "SAME_LOWER", "VALID")
        attributes.pop("dilations", None)
    elif kind == "pads":
        attributes["pads"] = [integer(0, kernel[i % d] - 1) for i in range(2 * d)]
    if attributes.get("auto_pad", "VALID") == "VALID" or kind != "auto":
        pads = attributes.get("pads", [0] * (2 * d))
        for i in range(d):
            reach = (kernel[i] - 1) * attributes.get("dilations", [1] * d)[i] + 1
            if sizes[i] + pads[i] + pads[d + i] < reach:
                return window_attributes(sizes, kernel, pool)
    return attributes


def conv_model():
    d = pick(1, 2, 2, 3)
    groups = pick(1, 1, 2, 3)
    cin, cout = groups * integer(1, 2), groups * integer(1, 2)
    sizes = spatial(d)
    kernel = [integer(1, min(3, s)) for s in sizes]
    model = Model(pick(7, 11, 13, 17, 21), [1, cin, *sizes])
    inputs = ["x", model.constant(short(cout, cin // groups, *kernel))]
    if chance(0.7):
        inputs.append(model.constant(short(cout)))
    attributes = window_attributes(sizes, kernel)
    if chance(0.5):
        attributes["kernel_shape"] = kernel
    y = model.op("Conv", inputs, group=groups, **attributes)
    if chance(0.5):
        y = model.op("Relu", [y])
    compare("Conv", model, y)


def conv_transpose_model():
    d = pick(1, 2)
    groups = pick(1, 1, 2)
    cin, cout = groups * integer(1, 2), integer(1, 2)
    sizes = spatial(d)
    kernel = [integer(1, 3) for _ in sizes]
    model = Model(pick(11, 13, 17), [1, cin, *sizes])
    inputs = ["x", model.constant(short(cin, cout, *kernel))]
    if chance(0.7):
        inputs.append(model.constant(short(cout * groups)))
    strides = [integer(1, 3) for _ in sizes]
    attributes = {"strides": strides, "dilations": [integer(1, 2) for _ in sizes], "group": groups}
    if chance(0.5):
        attributes["output_padding"] = [integer(0, s - 1) for s in strides]
    if chance(0.5):
        attributes["pads"] = [integer(0, (kernel[i % d] - 1) // 2) for i in range(2 * d)]
    full = [(n - 1) * s + (k - 1) * e + 1 for n, s, k, e in zip(sizes, strides, kernel, attributes["dilations"])]
    if "pads" not in attributes and "output_padding" not in attributes and chance(0.4):
        attributes["output_shape"] = [max(1, f - integer(0, 2)) for f in full]
    compare("ConvTranspose", model, model.op("ConvTranspose", inputs, **attributes))


def average_pool_model():
    d = pick(1, 2, 2, 3)
    sizes = spatial(d)
    kernel = [integer(1, min(3, s)) for s in sizes]
    model = Model(pick(7, 11, 13, 19), [1, integer(1, 3), *sizes])
    attributes = window_attributes(sizes, kernel, pool=True)
    attributes["count_include_pad"] = integer(0, 1)
    if model.opset >= 19 and "auto_pad" not in attributes:
        attributes["ceil_mode"] = integer(0, 1)
    compare(f"AveragePool {sizes} {kernel} {attributes}", model, model.op("AveragePool", ["x"], kernel_shape=kernel, **attributes))


def global_average_pool_model():
    model = Model(pick(7, 13), [1, integer(1, 3), *spatial(pick(1, 2, 3))])
    compare("GlobalAveragePool", model, model.op("GlobalAveragePool", ["x"]))


def max_pool_model():
    d = pick(1, 2, 2, 3)
    sizes = spatial(d)
    kernel = [integer(1, min(3, s)) for s in sizes]
    model = Model(pick(8, 11, 12, 13), [1, integer(1, 3), *sizes])
    attributes = window_attributes(sizes, kernel, pool=model.opset < 10)
    if model.opset >= 10 and "auto_pad" not in attributes:
        attributes["ceil_mode"] = integer(0, 1)
    h = model.op("Relu", ["x"]) if chance(0.3) else "x"
    compare(f"MaxPool {sizes} {kernel} {attributes}", model, model.op("MaxPool", [h], kernel_shape=kernel, **attributes))


def global_max_pool_model():
    model = Model(pick(7, 13), [1, integer(1, 3), *spatial(pick(1, 2, 3))])
    y = model.op("GlobalMaxPool", ["x"])
    compare("GlobalMaxPool", model, model.op("Abs", [y]) if chance(0.5) else y)


# ---- maxima ----------------------------------------------------------------------------------------------------------

def extreme_model():
    model = Model(pick(8, 12, 13), [1, 2, 3])
    terms = [pick("x", model.op("Neg", ["x"]), model.constant(short(2, 1)), model.constant(short(3)), model.constant(short()))
             for _ in range(integer(0, 4))] + ["x"]
    op = pick("Max", "Min")
    compare(op, model, model.op(op, [terms[i] for i in rng.permutation(len(terms))]), None)


def reduce_extreme_model():
    op = pick("ReduceMax", "ReduceMin")
    model = Model(pick(7, 11, 13, 18), [1, integer(2, 4), integer(2, 4), integer(1, 3)])
    axes = [int(a) for a in rng.choice(4, integer(1, 3), replace=False)]
    axes = [a - 4 if chance(0.3) and model.opset >= 11 else a for a in axes]
    inputs, attributes = ["x"], {"keepdims": integer(0, 1)}
    if chance(0.8):
        if model.opset >= 18:
            inputs.append(model.constant(ints(*axes)))
        else:
            attributes["axes"] = axes
    compare(op, model, model.op("Abs", [model.op(op, inputs, **attributes)]))


# ---- sums and scales -------------------------------------------------------------------------------------------------

def batch_normalization_model():
    channels = integer(1, 4)
    model = Model(pick(9, 14, 15), [1, channels, *spatial(pick(1, 2))])
    parts = [short(channels), short(channels), short(channels), np.abs(short(channels)) + np.float32(0.125)]
    y = model.op("BatchNormalization", ["x", *[model.constant(p) for p in parts]], epsilon=pick(1e-5, 1e-3, 0.125))
    compare("BatchNormalization", model, model.op("Relu", [y]) if chance(0.5) else y)


def reduce_model():
    op = pick("ReduceSum", "ReduceMean")
    model = Model(pick(7, 11, 13, 18), [1, integer(2, 4), integer(2, 4), integer(1, 3)])
    axes = [int(a) for a in rng.choice(4, integer(1, 3), replace=False)]
    axes = [a - 4 if chance(0.3) and model.opset >= 11 else a for a in axes]
    attributes = {"keepdims": integer(0, 1)}
    in_list = model.opset >= (13 if op == "ReduceSum" else 18)
    inputs = ["x"]
    if chance(0.8):
        if in_list:
            inputs.append(model.constant(ints(*axes)))
        else:
            attributes["axes"] = axes
    elif in_list:
        attributes["noop_with_empty_axes"] = integer(0, 1)
    y = model.op(op, inputs, **attributes)
    compare(op, model, model.op("Abs", [y]))


def sum_model():
    model = Model(pick(8, 13), [1, 2, 3])
    terms = [pick("x", model.op("Relu", ["x"]), model.constant(short(2, 1)), model.constant(short(3)))
             for _ in range(integer(1, 4))] + ["x"]
    compare("Sum", model, model.op(pick("Sum", "Mean"), terms))


# ---- activations -----------------------------------------------------------------------------------------------------

def prelu_model():
    model = Model(pick(9, 16), [1, 2, 3])
    compare("PRelu", model, model.op("PRelu", ["x", model.constant(short(*pick((2, 3), (2, 1), (3,), (1,), (1, 2, 3))))]))


def hard_sigmoid_model():
    model = Model(pick(7, 13), [1, 4])
    attributes = pick({}, {"alpha": 0.25}, {"alpha": -0.5, "beta": 0.25}, {"alpha": 0.0, "beta": 0.5})
    compare("HardSigmoid", model, model.op("HardSigmoid", ["x"], **attributes))


# ---- shapes ----------------------------------------------------------------------------------------------------------

def concat_model():
    model = Model(pick(7, 11, 13), [1, 2, 3])
    axis = integer(0, 2) if model.opset < 11 else integer(-3, 2)
    other = [1, 2, 3]
    other[axis] = integer(1, 3)
    parts = ["x", model.op("Relu", ["x"]), model.constant(short(*other))]
    y = model.op("Concat", [parts[i] for i in rng.permutation(3)], axis=axis)
    compare("Concat", model, model.op("Abs", [y]))


def split_model():
    model = Model(pick(7, 11, 13, 18), [1, 6, 3])
    sizes = pick([1, 5], [2, 2, 2], [3, 1, 2])
    attributes, inputs = {"axis": 1}, ["x"]
    if model.opset < 13:
        attributes["split"] = sizes
    elif model.opset >= 18 and chance(0.5):
        sizes = pick([3, 3], [2, 2, 2], [2, 2, 2, 0][:3], [4, 2][:0] or [6])
        attributes["num_outputs"] = len(sizes)
    else:
        inputs.append(model.constant(ints(*sizes)))
    parts = model.op("Split", inputs, outputs=len(sizes), **attributes) if len(sizes) > 1 else \
        [model.op("Split", inputs, **attributes)]
    y = model.op("Concat", [model.op("Relu", [parts[-1]]), *parts[:-1]], axis=1)
    compare("Split", model, y)


def slice_model():
    model = Model(pick(7, 9, 10, 11, 13), [1, 4, 5])
    axes = [1, 2] if chance(0.5) else [2]
    starts = [integer(-6, 3) for _ in axes]
    ends = [pick(integer(-3, 6), 2**31 - 1, -2**31) for _ in axes]
    steps = [1] * len(axes)
    if model.opset >= 10 and chance(0.6):
        steps = [pick(-2, -1, 1, 2) for _ in axes]
    taken = np.zeros((1, 4, 5))[tuple([slice(None)] * axes[0] + [slice(s, e, t) for s, e, t in zip(starts, ends, steps)])]
    if taken.size == 0:
        return slice_model()
    if model.opset < 10:
        y = model.op("Slice", ["x"], axes=axes, starts=starts, ends=ends)
    else:
        inputs = [ints(*starts), ints(*ends), ints(*axes)] + ([ints(*steps)] if steps != [1] * len(axes) else [])
        y = model.op("Slice", ["x", *[model.constant(i) for i in inputs]])
    compare(f"Slice {axes} {starts} {ends} {steps}", model, model.op("Relu", [y]))


def gather_model():
    model = Model(pick(11, 13), [1, 4, 3])
    indices = rng.integers(-3, 3, pick((), (2,), (2, 2))).astype(np.int64)
    compare("Gather", model, model.op("Abs", [model.op("Gather", ["x", model.constant(indices)], axis=pick(1, 2, -1))]))


def pad_model():
    model = Model(pick(7, 11, 13, 18), [1, 3, 4])
    mode = pick("constant", "reflect", "edge")
    pads = [0, *[integer(-1 if mode == "constant" else 0, 2) for _ in range(2)], 0,
            *[integer(-1 if mode == "constant" else 0, 2) for _ in range(2)]]
    if model.opset < 11:
        y = model.op("Pad", ["x"], mode=mode, pads=pads, value=pick(0.0, 1.5))
    else:
        inputs = ["x", model.constant(ints(*pads))]
        if mode == "constant" and chance(0.6):
            inputs.append(model.constant(np.float32(pick(0, -0.75))))
        y = model.op("Pad", inputs, mode=mode)
    compare(f"Pad {mode} {pads}", model, model.op("Relu", [y]) if chance(0.5) else y)


def expand_model():
    model = Model(pick(8, 13), [1, 3, 1])
    y = model.op("Expand", ["x", model.constant(ints(*pick((2, 3, 4), (1, 1), (2, 1, 3, 2))))])
    compare("Expand", model, model.op("Abs", [y]))


def cast_and_shape_model():
    """x.view(x.shape[0], -1) as exporters write it, and casts that change nothing."""
    model = Model(pick(11, 13), [1, 2, 3])
    size = model.op("Gather", [model.op("Shape", ["x"]), model.constant(ints(0).reshape(()))], axis=0)
    unsqueezed = model.op("Unsqueeze", [size], axes=[0]) if model.opset < 13 else \
        model.op("Unsqueeze", [size, model.constant(ints(0))])
    shape = model.op("Concat", [unsqueezed, model.constant(ints(-1))], axis=0)
    flat = model.op("Reshape", [model.op("Cast", ["x"], to=TensorProto.FLOAT), shape])
    compare("Shape", model, model.op("Relu", [flat]))


# ---- whole networks --------------------------------------------------------------------------------------------------

def convolutional_model():
    channels = integer(1, 2)
    model = Model(13, [1, channels, 6, 6])
    h = model.op("Conv", ["x", model.constant(short(3, channels, 3, 3)), model.constant(short(3))],
                 pads=[1, 1, 1, 1], strides=[2, 2])
    parts = [short(3), short(3), short(3), np.abs(short(3)) + np.float32(0.5)]
    h = model.op("BatchNormalization", [h, *[model.constant(p) for p in parts]])
    h = model.op("Relu", [h])
    h = model.op("AveragePool", [h], kernel_shape=[2, 2], strides=[1, 1])
    h = model.op("Flatten", [h])
    y = model.op("Gemm", [h, model.constant(short(12, 3)), model.constant(short(3))])
    compare("conv net", model, y, [27, 3])


def pooled_model():
    model = Model(13, [1, 1, 6, 6])
    h = model.op("Conv", ["x", model.constant(short(2, 1, 3, 3)), model.constant(short(2))], pads=[1, 1, 1, 1])
    h = model.op("MaxPool", [model.op("Relu", [h])] if chance(0.5) else [h], kernel_shape=[2, 2], strides=[2, 2])
    y = model.op("Gemm", [model.op("Flatten", [h]), model.constant(short(18, 3)), model.constant(short(3))])
    compare("conv net with max-pool", model, y)


def maxout_model():
    units, rank = integer(1, 3), integer(2, 4)
    model = Model(13, [1, 3])
    h = model.op("Gemm", ["x", model.constant(short(3, units * rank)), model.constant(short(units * rank))])
    h = model.op("ReduceMax", [model.op("Reshape", [h, model.constant(ints(-1, units, rank))])], axes=[2], keepdims=0)
    compare("maxout net", model, model.op("MatMul", [h, model.constant(short(units, 2))]), [units, 2])


def residual_model():
    model = Model(13, [1, 4])
    h = "x"
    for _ in range(integer(1, 3)):
        inner = model.op("Relu", [model.op("Gemm", [h, model.constant(short(4, 3)), model.constant(short(3))])])
        h = model.op("Add", [model.op("MatMul", [inner, model.constant(short(3, 4))]), h])
        if chance(0.5):
            h = model.op("Relu", [h])
    compare("residual net", model, h)


def dense_model():
    model = Model(13, [1, 3])
    h, width = "x", 3
    for _ in range(3):
        new = model.op("Relu", [model.op("MatMul", [h, model.constant(short(width, 2))])])
        h, width = model.op("Concat", [h, new], axis=1), width + 2
    compare("dense net", model, model.op("MatMul", [h, model.constant(short(width, 2))]))


def classifier_model():
    """A head is left out: the scores it takes are compared."""
    global models
    model = Model(pick(11, 13), [1, 3])
    h = model.op("Relu", [model.op("Gemm", ["x", model.constant(short(3, 4)), model.constant(short(4))])])
    scores = model.op("Gemm", [h, model.constant(short(4, 3)), model.constant(short(3))])
    path = os.path.join(directory.name, "head.onnx")
    headless = os.path.join(directory.name, "headless.onnx")
    model.write(scores, headless)
    kind = pick("Softmax", "LogSoftmax", "ArgMax")
    model.write(model.op(kind, [scores], axis=1), path)
    models += 1
    text = " ".join(str(fractions.Fraction(float(v))) for v in short(3)) + "\n"
    runs = [subprocess.run([sys.argv[1], p], input=text, capture_output=True, text=True) for p in (path, headless)]
    if runs[0].returncode != 0 or runs[0].stdout != runs[1].stdout:
        failures.append(f"model {models}, {kind}: {runs[0].stderr} {runs[0].stdout} instead of {runs[1].stdout}")


GENERATORS = [conv_model, conv_model, conv_transpose_model, average_pool_model, average_pool_model,
              global_average_pool_model, max_pool_model, max_pool_model, max_pool_model, global_max_pool_model,
              extreme_model, extreme_model, reduce_extreme_model, reduce_extreme_model, pooled_model, maxout_model, batch_normalization_model, reduce_model, reduce_model, sum_model, prelu_model,
              hard_sigmoid_model, concat_model, split_model, slice_model, slice_model, gather_model, pad_model, pad_model,
              expand_model, cast_and_shape_model, convolutional_model, residual_model, dense_model, classifier_model]
for generate in GENERATORS:
    for _ in range(CASES):
        generate()

print(models - len(refused), "models compared,", len(refused), "refused by onnxruntime:", sorted({r[:60] for r in refused})[:6])
if len(refused) > models // 10:
    failures.append("onnxruntime refused too many models for a comparison")
for failure in failures[:40]:
    print("FAILED", failure)
sys.exit(1 if failures else 0)
