# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules of PyTorch against the files that it exports."""

import importlib.util
import subprocess
import sys
from fractions import Fraction

import crease
import pytest


def test_torch_is_not_imported():
    subprocess.run([sys.executable, "-c", "import crease, sys; assert not {'torch', 'numpy', 'pandas'} & set(sys.modules)"],
                   check=True)


torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402


def test_sequential_is_exact():
    torch.manual_seed(5)
    for dtype in (torch.float32, torch.float64, torch.bfloat16):
        module = nn.Sequential(nn.Flatten(), nn.Linear(2, 5), nn.ReLU(), nn.Sequential(nn.Linear(5, 4, bias=False),
                               nn.LeakyReLU(0.125)), nn.Dropout(), nn.Linear(4, 3), nn.Hardtanh(-2, 1)).to(dtype)
        net = crease.from_torch(module)
        assert net.widths == [5, 4, 3]
        weights = module[1].weight.detach().double().tolist()
        assert net.layers[0].weights == [[Fraction(w) for w in row] for row in weights]
        assert net.layers[1].bias == [0, 0, 0, 0]


@pytest.mark.parametrize("name", ["moons", "spirals", "xor", "damped_sine", "shells", "digits"])
def test_bundled_networks(name, data):
    """A module with the weights of a bundled ONNX file is that network."""
    onnx = pytest.importorskip("onnx")
    from onnx import numpy_helper

    model = onnx.load(str(data / f"{name}.onnx"))
    arrays = {t.name: torch.tensor(numpy_helper.to_array(t).copy()) for t in model.graph.initializer}
    modules = []
    for node in model.graph.node:
        if node.op_type == "Gemm":
            weight, bias = arrays[node.input[1]], arrays[node.input[2]]
            modules.append(nn.Linear(weight.shape[1], weight.shape[0]).to(weight.dtype))
            modules[-1].weight.data, modules[-1].bias.data = weight, bias
        elif node.op_type == "Relu":
            modules.append(nn.ReLU())
        else:
            assert node.op_type in ("Flatten", "Identity", "Reshape"), node.op_type
    assert crease.from_torch(nn.Sequential(*modules)) == crease.load(data / f"{name}.onnx")


@pytest.mark.parametrize("name,make,shape", [
    ("digits_conv", "convolutional", (1, 8, 8)),
    ("spirals_residual", "residual", None),
    ("moons_maxout", "maxout", None),
])
def test_bundled_architectures(name, make, shape, data):
    """The modules that were trained, with the weights of the files written then."""
    onnx = pytest.importorskip("onnx")
    spec = importlib.util.spec_from_file_location("train", data / "train.py")
    train = importlib.util.module_from_spec(spec)
    sys.modules["train"] = train  # for its dataclasses
    spec.loader.exec_module(train)
    module = getattr(train, make)()
    weights = onnx.load(str(data / f"{name}.onnx")).graph.initializer
    given = {t.name: torch.tensor(onnx.numpy_helper.to_array(t).copy()) for t in weights}
    missing, surplus = module.load_state_dict(given, strict=False)
    assert not surplus and all(key.endswith("num_batches_tracked") for key in missing)
    bundled = crease.load(data / f"{name}.onnx")
    net = crease.from_torch(module, shape or (2,))
    assert net == bundled and net.info["network"].get("rounded_factors") == bundled.info["network"].get("rounded_factors")
    assert (net.info["network"].get("rounded_factors", 0) > 0) == (name == "digits_conv")


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(2, 4), nn.Linear(4, 2)

    def forward(self, x):
        return x + self.second(torch.relu(self.first(x)))


@pytest.mark.parametrize("make,shape", [
    (lambda: nn.Sequential(Residual(), nn.ReLU(), nn.Linear(2, 2)), None),
    (lambda: nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 1)), None),
    (lambda: nn.Sequential(nn.Conv2d(1, 2, 2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(2, 2)), (1, 3, 3)),
], ids=["residual", "batch-norm", "convolution"])
def test_exported(make, shape, tmp_path):
    pytest.importorskip("onnx")
    torch.manual_seed(3)
    module = make()
    net = crease.from_torch(module, shape)
    assert module.training
    module.eval()
    example = torch.zeros(1, *(shape or (2,)))
    torch.onnx.export(module, example, str(tmp_path / "m.onnx"), training=torch.onnx.TrainingMode.PRESERVE,
                      do_constant_folding=False)
    assert net == crease.load(tmp_path / "m.onnx")
    x = torch.randn(1, *(shape or (2,)))
    assert [float(y) for y in net(x.flatten())] == pytest.approx(module(x).flatten().tolist(), abs=1e-5)


def test_refused():
    with pytest.raises(ValueError):
        crease.from_torch([1, 2])
    with pytest.raises(ValueError, match="input_shape"):
        crease.from_torch(nn.Sequential(nn.Conv2d(1, 2, 2), nn.ReLU()))
    module = nn.Sequential(nn.Linear(1, 1))
    module[0].weight.data[0, 0] = float("nan")
    with pytest.raises(ValueError):
        crease.from_torch(module)
