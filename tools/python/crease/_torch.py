# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks from modules of PyTorch, which is imported only when one is given."""

from __future__ import annotations

import io
from typing import Any, Optional, Sequence

from . import _crease
from ._network import Layer, Network

# Activations by the class's name, with the attributes that are their parameters.
_ACTIVATIONS = {
    "ReLU": lambda m: "relu",
    "ReLU6": lambda m: "relu6",
    "LeakyReLU": lambda m: ("leaky_relu", m.negative_slope),
    "Hardtanh": lambda m: ("clip", m.min_val, m.max_val),
}
_NOTHING = {"Identity", "Dropout", "Flatten"}


def from_torch(module: Any, input_shape: Optional[Sequence[int]] = None, name: str = "network") -> Network:
    """The network of a torch.nn.Module in evaluation mode, with exactly the weights it has.

    Sequential modules of Linear, ReLU, ReLU6, LeakyReLU, Hardtanh, Flatten, Dropout and Identity are read directly. All
    others are exported to ONNX in memory first, as load() would read the file, and need `input_shape`, without the batch
    dimension; it is (in_features,) where the module begins with a Linear. A LeakyReLU's slope and a Hardtanh's bounds
    are the doubles that the module has when read directly, and the floats of the file otherwise."""
    import torch

    if not isinstance(module, torch.nn.Module):
        raise ValueError(f"from_torch: {type(module).__name__} is no torch.nn.Module")
    layers = _layers(list(_flat(module)))
    if layers is not None:
        return Network(layers, name)
    if input_shape is None:
        first = next((m for m in module.modules() if isinstance(m, torch.nn.Linear)), None)
        leaves = [m for m in module.modules() if not list(m.children())]
        if first is None or leaves[0] is not first:
            raise ValueError(f"from_torch: the shape of the inputs of {type(module).__name__} is not known. "
                             "Give input_shape, without the batch dimension")
        input_shape = (first.in_features,)
    was_training = module.training
    module.eval()
    try:
        parameter = next(module.parameters(), None)
        dtype = torch.float32 if parameter is None else parameter.dtype
        example = torch.zeros(1, *input_shape, dtype=dtype)
        data = io.BytesIO()
        # Folded constants would be rounded to floats.
        torch.onnx.export(module, example, data, training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
    finally:
        module.train(was_training)
    return Network._of(_crease.parse_onnx(data.getvalue(), name))


def _flat(module: Any) -> Any:
    """The modules of nested Sequentials in their order."""
    if type(module).__name__ == "Sequential":
        for child in module:
            yield from _flat(child)
    else:
        yield module


def _layers(modules: list[Any]) -> Optional[list[Layer]]:
    """None where some module is not known here, or where an activation does not follow a Linear."""
    layers: list[Layer] = []
    can_bend = False
    for module in modules:
        kind = type(module).__name__
        if kind in _NOTHING:
            continue
        if kind == "Linear":
            layers.append(Layer(module.weight, module.bias, "identity"))
        elif kind in _ACTIVATIONS and can_bend:
            layers[-1] = layers[-1]._replace(activation=_ACTIVATIONS[kind](module))
        else:
            return None
        can_bend = kind == "Linear"
    return layers or None
