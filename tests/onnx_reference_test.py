# SPDX-License-Identifier: GPL-3.0-or-later
"""Forward passes of ONNX models, .nnet and JSON files against numpy and torch.

onnx_reference_test.py EVALUATE_NETWORK: exits with 77 (skipped) when the modules are missing. Most models have
weights and points of few bits, so that doubles are exact and results must be equal, not close.
"""
import fractions
import os
import subprocess
import sys
import tempfile

try:
    import numpy as np
    import onnx
    import torch
    from onnx import TensorProto, helper, numpy_helper
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

SEED = int(os.environ.get("CREASE_TEST_SEED", "20240229"))
print("seed", SEED)
rng = np.random.default_rng(SEED)
directory = tempfile.TemporaryDirectory()
failures = []
checks = 0


# ---- numpy's view of the operators -------------------------------------------------------------------------------

def attributes(node):
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


def gemm(a, x):
    p = x[0].T if a.get("transA", 0) else x[0]
    q = x[1].T if a.get("transB", 0) else x[1]
    y = a.get("alpha", 1.0) * (p @ q)
    return y if len(x) < 3 or x[2] is None else y + a.get("beta", 1.0) * x[2]


def clip(a, x):
    lo = a.get("min", x[1] if len(x) > 1 else None)
    hi = a.get("max", x[2] if len(x) > 2 else None)
    y = x[0]
    y = y if lo is None else np.maximum(y, lo)
    return y if hi is None else np.minimum(y, hi)


def reshape(a, x):
    shape = [x[0].shape[i] if s == 0 and not a.get("allowzero", 0) else s for i, s in enumerate(int(s) for s in x[1])]
    return x[0].reshape(shape)


def axes(a, x):
    return tuple(a["axes"]) if "axes" in a else tuple(int(i) for i in x[1]) if len(x) > 1 else None


def flatten(a, x):
    axis = a.get("axis", 1)
    axis = axis + x[0].ndim if axis < 0 else axis
    return x[0].reshape(int(np.prod(x[0].shape[:axis])), -1)


def constant(a, x):
    value = a.get("value")
    if value is not None:
        return numpy_helper.to_array(value)
    return np.array(next(iter(a.values())))


def unsqueeze(a, x):
    new = axes(a, x)
    rank = x[0].ndim + len(new)
    for axis in sorted(i % rank for i in new):
        x = [np.expand_dims(x[0], axis)]
    return x[0]


OPERATORS = {
    "Gemm": gemm,
    "MatMul": lambda a, x: np.matmul(x[0], x[1]),
    "Add": lambda a, x: x[0] + x[1],
    "Sub": lambda a, x: x[0] - x[1],
    "Mul": lambda a, x: x[0] * x[1],
    "Div": lambda a, x: x[0] / x[1],
    "Neg": lambda a, x: -x[0],
    "Identity": lambda a, x: x[0],
    "Dropout": lambda a, x: x[0],
    "Flatten": flatten,
    "Reshape": reshape,
    "Squeeze": lambda a, x: np.squeeze(x[0], axes(a, x)),
    "Unsqueeze": unsqueeze,
    "Transpose": lambda a, x: np.transpose(x[0], a.get("perm")),
    "Constant": constant,
    "Relu": lambda a, x: np.maximum(x[0], 0),
    "LeakyRelu": lambda a, x: np.where(x[0] >= 0, x[0], a.get("alpha", float(np.float32(0.01))) * x[0]),
    "Clip": clip,
    "Abs": lambda a, x: np.abs(x[0]),
}


def wide(array):
    return array.astype(np.float64) if array.dtype in (np.float32, np.float16) else array


def reference(model, point):
    """The model at a point, in float64."""
    graph = model.graph
    values = {t.name: wide(numpy_helper.to_array(t)) for t in graph.initializer}
    shape = [d.dim_value if d.HasField("dim_value") else 1
             for i in graph.input if i.name not in values for d in i.type.tensor_type.shape.dim]
    name = next(i.name for i in graph.input if i.name not in values)
    values[name] = np.array(point, dtype=np.float64).reshape(shape)
    for node in graph.node:
        if node.op_type not in OPERATORS:
            continue
        inputs = [values[i] if i else None for i in node.input]
        values[node.output[0]] = wide(np.asarray(OPERATORS[node.op_type](attributes(node), inputs)))
    return values[graph.output[0].name].reshape(-1)


# ---- running crease ----------------------------------------------------------------------------------------------

def evaluate(path, points, *options):
    text = "\n".join(" ".join(str(fractions.Fraction(float(v))) for v in p) for p in points) + "\n"
    run = subprocess.run([sys.argv[1], path, *options], input=text, capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(run.stderr.strip())
    lines = run.stdout.splitlines()
    shape = [int(n) for n in lines[0].split()]
    pairs = [line.split("|") for line in lines[1:]]
    return shape, [([fractions.Fraction(v) for v in p[0].split()], [float(v) for v in p[1].split()]) for p in pairs]


def compare(name, path, points, expected, tolerance, *options):
    """Compares crease with reference outputs, one row per point; tolerance 0 asks for equality."""
    global checks
    checks += 1
    try:
        shape, results = evaluate(path, points, *options)
    except RuntimeError as error:
        failures.append(f"{name}: {error}")
        return None
    for point, wanted, (exact, doubles) in zip(points, expected, results):
        wanted = np.asarray(wanted, dtype=np.float64).reshape(-1)
        for kind, got in (("exact", [float(v) for v in exact]), ("double", doubles)):
            scale = max(1.0, np.max(np.abs(wanted), initial=0.0))
            if len(got) != len(wanted) or np.max(np.abs(np.array(got) - wanted), initial=0.0) > tolerance * scale:
                failures.append(f"{name}: {kind} at {point}: {got} instead of {list(wanted)}")
                return shape
    return shape


def short(*shape, step=8, low=-16, high=16):
    """Random numbers of few bits: multiples of 1/step."""
    return (rng.integers(low, high + 1, shape) / step).astype(np.float32)


def case(name, opset, nodes, constants, in_shape, out_shape, layers=None, dtype=TensorProto.FLOAT, tolerance=0.0,
         as_inputs=False, raw=True):
    """Builds, checks and compares one model; `layers` are the expected sizes, if told."""
    initializers = []
    for key, value in constants.items():
        if raw:
            initializers.append(numpy_helper.from_array(np.asarray(value), key))
        else:
            value = np.asarray(value)
            kind = helper.np_dtype_to_tensor_dtype(value.dtype) if hasattr(helper, "np_dtype_to_tensor_dtype") \
                else onnx.mapping.NP_TYPE_TO_TENSOR_TYPE[value.dtype]
            initializers.append(helper.make_tensor(key, kind, value.shape, value.reshape(-1)))
    inputs = [helper.make_tensor_value_info("x", dtype, in_shape)]
    if as_inputs:
        inputs = [helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in initializers] + inputs
    graph = helper.make_graph(nodes, "g", inputs, [helper.make_tensor_value_info("y", dtype, out_shape)], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=7)
    onnx.checker.check_model(model)
    path = os.path.join(directory.name, "model.onnx")
    onnx.save(model, path)
    n0 = int(np.prod([1 if isinstance(d, str) else d for d in in_shape]))
    points = [short(n0, step=4) for _ in range(12)]
    shape = compare(f"{name} (opset {opset})", path, points, [reference(model, p) for p in points], tolerance)
    if shape is not None and layers is not None and shape != [n0, *layers]:
        failures.append(f"{name}: layers {shape} instead of {[n0, *layers]}")


def node(op, inputs, outputs, **attributes):
    return helper.make_node(op, inputs.split(), outputs.split(), **attributes)


OPSETS = (7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)
W, B, V = short(3, 5), short(5), short(5, 2)


# ---- operators ---------------------------------------------------------------------------------------------------

def gemm_cases(opset):
    case("Gemm", opset, [node("Gemm", "x w b", "y")], {"w": W, "b": B}, ["n", 3], ["n", 5], [5])
    case("Gemm transB alpha beta", opset, [node("Gemm", "x w b", "y", alpha=0.5, beta=-2.0, transB=1)],
         {"w": W.T.copy(), "b": short(1, 5)}, [1, 3], [1, 5], [5])
    case("Gemm transA", opset, [node("Gemm", "x w b", "h", transA=1), node("Relu", "h", "y")],
         {"w": W, "b": short(1)}, [3, 1], [1, 5], [5])
    case("Gemm constant left", opset, [node("Gemm", "w x b", "y", transB=1)],
         {"w": W.T.copy(), "b": short(5, 1)}, [1, 3], [5, 1], [5])
    if opset >= 11:
        case("Gemm without C", opset, [node("Gemm", "x w", "y")], {"w": W}, ["n", 3], ["n", 5], [5])
    case("Gemm with C from the network", opset,
         [node("Gemm", "x w b", "h"), node("Relu", "h", "r"), node("Gemm", "x w r", "y")], {"w": W, "b": B}, [1, 3], [1, 5])


def arithmetic_cases(opset):
    for op in ("Add", "Sub", "Mul"):
        case(op + " right", opset, [node(op, "x c", "y")], {"c": short(3)}, ["n", 3], ["n", 3], [3])
        case(op + " left", opset, [node(op, "c x", "y")], {"c": short(1, 3)}, ["n", 3], ["n", 3], [3])
        case(op + " scalar", opset, [node(op, "c x", "y")], {"c": short()}, [1, 3], [1, 3], [3])
        case(op + " broadcast up", opset, [node(op, "x c", "y")], {"c": short(2, 1, 3)}, [1, 1, 3], [2, 1, 3], [6])
    case("Div by powers of 2", opset, [node("Div", "x c", "y")], {"c": np.float32([0.5, -2, 8])}, [1, 3], [1, 3], [3])
    case("Div", opset, [node("Div", "x c", "y")], {"c": np.float32([3, -7, 0.3])}, [1, 3], [1, 3], tolerance=1e-15)
    case("Neg", opset, [node("Neg", "x", "h"), node("Relu", "h", "y")], {}, [1, 3], [1, 3], [3])
    case("difference of branches", opset,
         [node("MatMul", "x w", "a"), node("MatMul", "x u", "b"), node("Sub", "a b", "d"), node("Abs", "d", "y")],
         {"w": W, "u": short(3, 5)}, [1, 3], [1, 5], [5])
    case("constants on constants", opset,
         [node("Mul", "c d", "e"), node("Relu", "e", "f"), node("MatMul", "x w", "h"), node("Add", "h f", "y")],
         {"w": W, "c": B, "d": short(5)}, [1, 3], [1, 5], [5])


def matmul_cases(opset):
    case("MatMul right", opset, [node("MatMul", "x w", "y")], {"w": W}, ["n", 3], ["n", 5], [5])
    case("MatMul left", opset, [node("MatMul", "w x", "y")], {"w": W.T.copy()}, [3, 1], [5, 1], [5])
    case("MatMul vector right", opset, [node("MatMul", "w x", "y")], {"w": W.T.copy()}, [3], [5], [5])
    case("MatMul vector left", opset, [node("MatMul", "x w", "y")], {"w": W}, [3], [5], [5])
    case("MatMul with batches", opset, [node("MatMul", "x w", "y")], {"w": short(2, 1, 4, 3)}, [1, 2, 2, 4],
         [2, 2, 2, 3], [24])
    case("MatMul chain folds", opset,
         [node("MatMul", "x w", "a"), node("Add", "a b", "c"), node("MatMul", "c v", "y")],
         {"w": W, "b": B, "v": V}, ["n", 3], ["n", 2], [2])


def activation_cases(opset):
    for op in ("Relu", "Abs"):
        case(op, opset, [node("Gemm", "x w b", "h"), node(op, "h", "r"), node("MatMul", "r v", "y")],
             {"w": W, "b": B, "v": V}, ["n", 3], ["n", 2], [5, 2])
        case(op + " last", opset, [node("Gemm", "x w b", "h"), node(op, "h", "y")], {"w": W, "b": B}, ["n", 3],
             ["n", 5], [5])
    case("LeakyRelu", opset, [node("LeakyRelu", "x", "y", alpha=0.125)], {}, ["n", 3], ["n", 3], [3])
    case("LeakyRelu default", opset, [node("LeakyRelu", "x", "y")], {}, ["n", 3], ["n", 3], [3], tolerance=1e-15)
    if opset < 11:
        case("Clip", opset, [node("Clip", "x", "y", min=-1.5, max=2.0)], {}, ["n", 3], ["n", 3], [3])
        case("Clip min", opset, [node("Clip", "x", "y", min=-1.5)], {}, ["n", 3], ["n", 3], [3])
        case("Clip max", opset, [node("Clip", "x", "y", max=1.5)], {}, ["n", 3], ["n", 3], [3])
        case("Clip nothing", opset, [node("Clip", "x", "y")], {}, ["n", 3], ["n", 3], [3])
    else:
        lo, hi = np.float32(-1.5), np.float32(2)
        case("Clip", opset, [node("Clip", "x lo hi", "y")], {"lo": lo, "hi": hi}, ["n", 3], ["n", 3], [3])
        case("Clip min", opset, [node("Clip", "x lo", "y")], {"lo": lo}, ["n", 3], ["n", 3], [3])
        case("Clip infinite", opset, [node("Clip", "x lo hi", "y")], {"lo": lo, "hi": np.float32(np.inf)}, ["n", 3],
             ["n", 3], [3])
        case("Clip max", opset, [helper.make_node("Clip", ["x", "", "hi"], ["y"])], {"hi": hi}, ["n", 3], ["n", 3], [3])
        case("Clip nothing", opset, [node("Clip", "x", "y")], {}, ["n", 3], ["n", 3], [3])


def shape_cases(opset):
    case("Flatten", opset, [node("Flatten", "x", "f"), node("MatMul", "f w", "y")], {"w": short(12, 2)},
         ["n", 1, 3, 4], ["n", 2], [2])
    case("Flatten axis 2", opset, [node("Flatten", "x", "f", axis=2), node("MatMul", "w f", "y")], {"w": short(2, 3)},
         [1, 3, 4], [2, 4], [8])
    if opset >= 11:
        case("Flatten axis -1", opset, [node("Flatten", "x", "f", axis=-1), node("MatMul", "w f", "y")],
             {"w": short(2, 3)}, [1, 3, 4], [2, 4], [8])
    for shape in ([-1, 12], [0, -1], [1, 12], [2, 6], [1, 3, -1]):
        case(f"Reshape {shape}", opset, [node("Reshape", "x s", "f"), node("Relu", "f", "y")],
             {"s": np.array(shape, dtype=np.int64)}, ["n", 3, 4], [None] * len(shape), [12])
    case("Reshape and Transpose", opset,
         [node("Reshape", "x s", "f"), node("Transpose", "f", "t", perm=[0, 2, 1]), node("Reshape", "t u", "g"),
          node("MatMul", "g w", "h"), node("Relu", "h", "y")],
         {"s": np.array([1, 3, 4], dtype=np.int64), "u": np.array([0, -1], dtype=np.int64), "w": short(12, 2)},
         ["n", 12], ["n", 2], [2])
    case("Transpose default", opset, [node("Transpose", "x", "t"), node("MatMul", "w t", "y")], {"w": W.T.copy()},
         [1, 3], [5, 1], [5])
    case("Transpose weights", opset, [node("Transpose", "w", "t", perm=[1, 0]), node("MatMul", "x t", "y")],
         {"w": W.T.copy()}, ["n", 3], ["n", 5], [5])
    if opset < 13:
        case("Squeeze", opset, [node("Squeeze", "x", "f", axes=[1]), node("MatMul", "f w", "y")], {"w": W},
             ["n", 1, 3], ["n", 5], [5])
        case("Unsqueeze", opset, [node("Unsqueeze", "x", "f", axes=[0, 2]), node("Relu", "f", "y")], {}, ["n", 3],
             [1, "n", 1, 3], [3])
    else:
        one, two = np.array([1], dtype=np.int64), np.array([0, -2], dtype=np.int64)
        case("Squeeze", opset, [node("Squeeze", "x a", "f"), node("MatMul", "f w", "y")], {"w": W, "a": one},
             ["n", 1, 3], ["n", 5], [5])
        case("Unsqueeze", opset, [node("Unsqueeze", "x a", "f"), node("Relu", "f", "y")], {"a": two}, ["n", 3],
             [1, "n", 1, 3], [3])
    case("Squeeze all", opset, [node("Squeeze", "x", "f"), node("MatMul", "f w", "y")], {"w": W}, [1, 3, 1], [5], [5])


def other_cases(opset):
    value = numpy_helper.from_array(W)
    case("Constant", opset, [node("Constant", "", "w", value=value), node("MatMul", "x w", "y")], {}, ["n", 3],
         ["n", 5], [5])
    if opset >= 12:
        case("Constant floats", opset, [node("Constant", "", "c", value_floats=[0.5, 2.0, -1.0]), node("Add", "x c", "y")],
             {}, ["n", 3], ["n", 3], [3])
        case("Constant float", opset, [node("Constant", "", "c", value_float=0.5), node("Mul", "c x", "y")], {},
             ["n", 3], ["n", 3], [3])
        case("Constant ints", opset, [node("Constant", "", "s", value_ints=[1, 3, 1]), node("Reshape", "x s", "y")], {},
             ["n", 3], [1, 3, 1], [3])
        case("Dropout", opset, [node("Dropout", "x r", "h m"), node("Abs", "h", "y")], {"r": np.float32(0.3)}, ["n", 3],
             ["n", 3], [3])
        case("Dropout mode", opset, [node("Dropout", "x r t", "h"), node("Abs", "h", "y")],
             {"r": np.float32(0.3), "t": np.array(False)}, ["n", 3], ["n", 3], [3])
    else:
        case("Dropout", opset, [node("Dropout", "x", "h m", ratio=0.3), node("Abs", "h", "y")], {}, ["n", 3], ["n", 3], [3])
    case("Identity", opset, [node("Identity", "x", "h"), node("Identity", "h", "y")], {}, ["n", 3], ["n", 3], [3])
    case("unused nodes", opset, [node("Sigmoid", "x", "unused"), node("Abs", "x", "y")], {}, ["n", 3], ["n", 3], [3])
    case("initializers as inputs", opset, [node("Gemm", "x w b", "h"), node("Relu", "h", "y")], {"w": W, "b": B},
         ["n", 3], ["n", 5], [5], as_inputs=True)
    case("typed data", opset, [node("Gemm", "x w b", "h"), node("Relu", "h", "y")], {"w": W, "b": B}, ["n", 3],
         ["n", 5], [5], raw=False)
    for raw in (True, False):
        case("float64", opset, [node("Gemm", "x w b", "h"), node("Relu", "h", "y")],
             {"w": rng.normal(size=(3, 5)), "b": rng.normal(size=5)}, ["n", 3], ["n", 5], [5],
             dtype=TensorProto.DOUBLE, tolerance=1e-14, raw=raw)
        case("float16", opset, [node("Gemm", "x w b", "h"), node("Mul", "h s", "y")],
             {"w": W.astype(np.float16), "b": B.astype(np.float16), "s": np.float16(6e-8)}, ["n", 3], ["n", 5], [5],
             dtype=TensorProto.FLOAT16, tolerance=1e-15, raw=raw)
    case("residual", opset,
         [node("Gemm", "x w b", "h"), node("Relu", "h", "r"), node("MatMul", "r u", "g"), node("Add", "g x", "s"),
          node("Abs", "s", "y")], {"w": W, "b": B, "u": short(5, 3)}, ["n", 3], ["n", 3], [8, 3])
    case("skip over two layers", opset,
         [node("Relu", "x", "a"), node("MatMul", "a w", "b"), node("Abs", "b", "c"), node("MatMul", "c v", "d"),
          node("MatMul", "x q", "e"), node("Sub", "d e", "y")],
         {"w": W, "v": V, "q": short(3, 2)}, ["n", 3], ["n", 2], [5, 7, 2])
    case("branches of different depth", opset,
         [node("Relu", "x", "a"), node("Neg", "x", "m"), node("Relu", "m", "n"), node("Abs", "a", "p"),
          node("Add", "p n", "y")], {}, [1, 3], [1, 3], [6, 6, 3])


for version in OPSETS:
    gemm_cases(version)
    arithmetic_cases(version)
    matmul_cases(version)
    activation_cases(version)
    shape_cases(version)
    other_cases(version)


# ---- torch's exporter --------------------------------------------------------------------------------------------

class Residual(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = torch.nn.Linear(4, 6), torch.nn.Linear(6, 4)

    def forward(self, x):
        return x.view(-1, 4) + self.b(torch.relu(self.a(x)))


class Normalised(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = torch.nn.Linear(4, 6), torch.nn.Linear(6, 2, bias=False)
        self.register_buffer("mean", torch.randn(4))
        self.register_buffer("std", torch.rand(4) + 0.5)

    def forward(self, x):
        return self.b(torch.clamp(self.a((x - self.mean) / self.std), min=0)) * 3 - 1


def torch_cases():
    torch.manual_seed(SEED % 2**31)
    nn = torch.nn
    models = {
        "relu": (nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2)), (1, 3)),
        "leaky": (nn.Sequential(nn.Linear(3, 8), nn.LeakyReLU(0.25), nn.Linear(8, 2)), (1, 3)),
        "hardtanh": (nn.Sequential(nn.Linear(3, 8), nn.Hardtanh(), nn.Linear(8, 2)), (1, 3)),
        "relu6": (nn.Sequential(nn.Linear(3, 8), nn.ReLU6(), nn.Linear(8, 2)), (1, 3)),
        "dropout": (nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.5), nn.ReLU(), nn.Linear(8, 2)), (1, 3)),
        "flatten": (nn.Sequential(nn.Flatten(), nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 2)), (1, 1, 4, 4)),
        "residual": (Residual(), (1, 4)),
        "normalised": (Normalised(), (1, 4)),
    }
    path = os.path.join(directory.name, "torch.onnx")
    for name, (model, shape) in models.items():
        model.eval()
        for opset in (9, 11, 13, 16):
            for dynamic in (False, True):
                model.float()
                axes = {"x": {0: "n"}, "y": {0: "n"}} if dynamic else None
                torch.onnx.export(model, torch.zeros(shape), path, opset_version=opset, input_names=["x"],
                                  output_names=["y"], dynamic_axes=axes)
                model.double()
                points = [short(int(np.prod(shape)), step=4) for _ in range(8)]
                with torch.no_grad():
                    expected = [model(torch.tensor(p, dtype=torch.float64).reshape(shape)).numpy() for p in points]
                compare(f"torch {name} (opset {opset}, dynamic {dynamic})", path, points, expected, 1e-12)


torch_cases()


# ---- networks in text --------------------------------------------------------------------------------------------

def nnet_reference(path, x, raw):
    rows = [[float(v) for v in line.strip().rstrip(",").split(",")] for line in open(path) if not line.startswith("//")]
    sizes, n = [int(v) for v in rows[1]], int(rows[0][1])
    means, ranges, at = np.array(rows[5]), np.array(rows[6]), 7
    x = np.array(x, dtype=np.float64)
    x = x if raw else (x - means[:n]) / ranges[:n]
    for layer, size in enumerate(sizes[1:]):
        x = np.array(rows[at:at + size]) @ x + np.array([r[0] for r in rows[at + size:at + 2 * size]])
        x = np.maximum(x, 0) if layer + 2 < len(sizes) else x
        at += 2 * size
    return x if raw else x * ranges[n] + means[n]


def shared_cases():
    folder = os.environ.get("CREASE_SHARED_NETWORKS",
                            os.path.join(os.environ.get("CREASE_SOURCE_DIR", "."), "..", "shared", "networks"))
    nnet, model = os.path.join(folder, "TestNetwork.nnet"), os.path.join(folder, "TestNetwork2.onnx")
    if not os.path.exists(nnet) or not os.path.exists(model):
        print("the shared networks are not here; their cases are skipped")
        return
    low, high = np.array([0, -3.14, -3.14, 100, 0]), np.array([60760, 3.14, 3.14, 1200, 1200])
    points = [low + rng.random(5) * (high - low) for _ in range(20)]
    compare("TestNetwork.nnet", nnet, points, [nnet_reference(nnet, p, False) for p in points], 1e-11)
    points = [rng.normal(size=5) for _ in range(20)]
    compare("TestNetwork.nnet raw", nnet, points, [nnet_reference(nnet, p, True) for p in points], 1e-11, "raw")
    compare("TestNetwork2.onnx", model, points, [reference(onnx.load(model), p) for p in points], 1e-11)


shared_cases()

print(checks, "models compared")
for failure in failures:
    print("FAILED", failure)
sys.exit(1 if failures else 0)
