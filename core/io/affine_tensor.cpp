// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/affine_tensor.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/errors.h"
#include "core/io/form_sum.h"

namespace crease {
namespace {

std::string common_type(const AffineTensor& a, const AffineTensor& b) {
  if (a.type != b.type) {
    throw InvalidNetwork("its operands are " + a.type + " and " + b.type +
                         "; ONNX wants one type, export the model again");
  }
  return a.type;
}

std::optional<std::size_t> common_layer(const AffineTensor& a, const AffineTensor& b) {
  return a.is_constant() ? b.layer : a.layer;
}

/// Strides that walk a tensor of `shape` as if it had the shape `target` it broadcasts to.
std::vector<std::size_t> broadcast_strides(const TensorShape& shape, const TensorShape& target) {
  const std::vector<std::size_t> own = strides_of(shape);
  std::vector<std::size_t> strides(target.size(), 0);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] != 1) strides[target.size() - shape.size() + i] = own[i];
  }
  return strides;
}

/// Calls visit(offset_a, offset_b) for every index of `shape` in row-major order.
template <typename Visit>
void for_each_index(const TensorShape& shape, const std::vector<std::size_t>& strides_a,
                    const std::vector<std::size_t>& strides_b, const Visit& visit) {
  std::vector<std::size_t> index(shape.size(), 0);
  std::size_t a = 0;
  std::size_t b = 0;
  for (std::size_t left = num_entries(shape); left > 0; --left) {
    visit(a, b);
    for (std::size_t i = shape.size(); i-- > 0;) {
      a += strides_a[i];
      b += strides_b[i];
      if (++index[i] < shape[i]) break;
      a -= strides_a[i] * shape[i];
      b -= strides_b[i] * shape[i];
      index[i] = 0;
    }
  }
}

/// Where the indices of `shape` stand, in row-major order, in a tensor with these strides.
std::vector<std::size_t> offsets(const TensorShape& shape, const std::vector<std::size_t>& strides) {
  std::vector<std::size_t> list;
  list.reserve(num_entries(shape));
  for_each_index(shape, strides, strides, [&](std::size_t offset, std::size_t) { list.push_back(offset); });
  return list;
}

AffineTensor make_tensor(std::string type, TensorShape shape, std::optional<std::size_t> layer,
                         std::vector<AffineForm> entries) {
  return {std::move(type), std::move(shape), layer,
          std::make_shared<const std::vector<AffineForm>>(std::move(entries))};
}

[[noreturn]] void throw_not_affine(const std::string& what) {
  throw UnsupportedOperator(what +
                            ", which is not piecewise linear; crease takes products and quotients by constants only");
}

void require_affine(Arithmetic operation, const AffineTensor& a, const AffineTensor& b) {
  if (operation == Arithmetic::kMultiply && !a.is_constant() && !b.is_constant()) {
    throw_not_affine("it multiplies two values that depend on the input");
  }
  if (operation != Arithmetic::kDivide) return;
  if (!b.is_constant()) throw_not_affine("it divides by a value that depends on the input");
  if (a.type.starts_with("int"))
    throw UnsupportedOperator("division of integers is not supported; fold it before export");
}

Rational reciprocal(const Rational& value) {
  if (value == 0) throw InvalidNetwork("it divides by a constant that is 0; correct the model");
  return 1 / value;
}

}  // namespace

std::string to_string(const TensorShape& shape) {
  std::string text = "[";
  for (const std::size_t size : shape) text += (text.size() == 1 ? "" : ", ") + std::to_string(size);
  return text + "]";
}

std::size_t num_entries(const TensorShape& shape) {
  std::size_t product = 1;
  bool overflow = false;
  for (const std::size_t size : shape) {
    if (size == 0) return 0;
    overflow = overflow || size > std::numeric_limits<std::uint32_t>::max() / product;
    if (!overflow) product *= size;
  }
  if (overflow)
    throw InvalidNetwork("shape " + to_string(shape) + " has more than 2^32 entries; check the model's shapes");
  return product;
}

std::vector<std::size_t> strides_of(const TensorShape& shape) {
  std::vector<std::size_t> strides(shape.size());
  std::size_t stride = 1;
  for (std::size_t i = shape.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= shape[i];
  }
  return strides;
}

TensorShape broadcast_shape(const TensorShape& a, const TensorShape& b) {
  TensorShape shape(std::max(a.size(), b.size()));
  for (std::size_t i = 0; i < shape.size(); ++i) {  // i counts from the last dimension
    const std::size_t m = i < a.size() ? a[a.size() - 1 - i] : 1;
    const std::size_t n = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (m != n && m != 1 && n != 1) {
      throw InvalidNetwork("shapes " + to_string(a) + " and " + to_string(b) +
                           " do not broadcast; check the weights' shapes");
    }
    shape[shape.size() - 1 - i] = m == 1 ? n : m;
  }
  return shape;
}

AffineTensor combine(Arithmetic operation, const AffineTensor& a, const AffineTensor& b, SizeBudget& budget) {
  require_affine(operation, a, b);
  std::string type = common_type(a, b);
  TensorShape shape = broadcast_shape(a.shape, b.shape);
  budget.spend(num_entries(shape));

  FormSum sum;
  std::vector<AffineForm> entries;
  entries.reserve(num_entries(shape));
  for_each_index(shape, broadcast_strides(a.shape, shape), broadcast_strides(b.shape, shape),
                 [&](std::size_t i, std::size_t j) {
                   const AffineForm& left = a[i];
                   const AffineForm& right = b[j];
                   switch (operation) {
                     case Arithmetic::kAdd:
                     case Arithmetic::kSubtract:
                       sum.add(1, left);
                       sum.add(operation == Arithmetic::kAdd ? 1 : -1, right);
                       break;
                     case Arithmetic::kMultiply:
                       sum.add(a.is_constant() ? left.constant : right.constant, a.is_constant() ? right : left);
                       break;
                     case Arithmetic::kDivide:
                       sum.add(reciprocal(right.constant), left);
                       break;
                   }
                   entries.push_back(sum.take(budget));
                 });
  return make_tensor(std::move(type), std::move(shape), common_layer(a, b), std::move(entries));
}

AffineTensor multiply_matrices(const AffineTensor& a, const AffineTensor& b, SizeBudget& budget) {
  require_affine(Arithmetic::kMultiply, a, b);
  std::string type = common_type(a, b);
  if (a.shape.empty() || b.shape.empty())
    throw InvalidNetwork("a matrix product has a scalar operand; check the model");
  TensorShape left = a.shape;
  TensorShape right = b.shape;
  if (a.shape.size() == 1) left.insert(left.begin(), 1);
  if (b.shape.size() == 1) right.push_back(1);
  const std::size_t m = left[left.size() - 2];
  const std::size_t k = left.back();
  const std::size_t n = right.back();
  if (k != right[right.size() - 2]) {
    throw InvalidNetwork("shapes " + to_string(a.shape) + " and " + to_string(b.shape) +
                         " do not multiply: the inner sizes differ; check the weights' shapes");
  }
  left.resize(left.size() - 2);
  right.resize(right.size() - 2);
  const TensorShape batch = broadcast_shape(left, right);

  TensorShape shape = batch;
  if (a.shape.size() > 1) shape.push_back(m);
  if (b.shape.size() > 1) shape.push_back(n);
  const std::size_t size = num_entries(shape);
  budget.spend(size + num_entries(batch));
  if (k != 0) budget.spend(num_entries({size, k}));

  FormSum sum;
  std::vector<AffineForm> entries;
  entries.reserve(size);
  for_each_index(batch, broadcast_strides(left, batch), broadcast_strides(right, batch),
                 [&](std::size_t matrix_a, std::size_t matrix_b) {
                   for (std::size_t i = 0; i < m; ++i) {
                     for (std::size_t j = 0; j < n; ++j) {
                       for (std::size_t l = 0; l < k; ++l) {
                         const AffineForm& x = a[(matrix_a * m + i) * k + l];
                         const AffineForm& y = b[(matrix_b * k + l) * n + j];
                         sum.add(a.is_constant() ? x.constant : y.constant, a.is_constant() ? y : x);
                       }
                       entries.push_back(sum.take(budget));
                     }
                   }
                 });
  return make_tensor(std::move(type), std::move(shape), common_layer(a, b), std::move(entries));
}

AffineTensor scaled(const AffineTensor& a, const Rational& factor, SizeBudget& budget) {
  if (factor == 1) return a;
  FormSum sum;
  std::vector<AffineForm> entries;
  for (const AffineForm& form : *a.entries) {
    sum.add(factor, form);
    entries.push_back(sum.take(budget));
  }
  return make_tensor(a.type, a.shape, a.layer, std::move(entries));
}

AffineTensor transposed(const AffineTensor& a, const std::vector<std::size_t>& order, SizeBudget& budget) {
  const std::vector<std::size_t> own = strides_of(a.shape);
  TensorShape shape;
  std::vector<std::size_t> strides;
  for (const std::size_t dimension : order) {
    shape.push_back(a.shape[dimension]);
    strides.push_back(own[dimension]);
  }
  return gathered(a, shape, offsets(shape, strides), budget);
}

AffineTensor gathered(const AffineTensor& a, TensorShape shape, const std::vector<std::size_t>& sources,
                      SizeBudget& budget) {
  std::vector<AffineForm> entries;
  entries.reserve(sources.size());
  for (const std::size_t source : sources) {
    budget.spend(1 + (source == kNothing ? 0 : a[source].terms.size()));
    entries.push_back(source == kNothing ? AffineForm() : a[source]);
  }
  return make_tensor(a.type, std::move(shape), a.layer, std::move(entries));
}

AffineTensor concatenated(const std::vector<const AffineTensor*>& parts, std::size_t axis, SizeBudget& budget) {
  TensorShape shape = parts.front()->shape;
  std::optional<std::size_t> layer;
  shape[axis] = 0;
  for (const AffineTensor* part : parts) {
    common_type(*parts.front(), *part);
    TensorShape other = part->shape;
    const bool fits = other.size() == shape.size();
    if (fits) other[axis] = shape[axis];
    if (other != shape) {
      throw InvalidNetwork("shapes " + to_string(parts.front()->shape) + " and " + to_string(part->shape) +
                           " do not concatenate along dimension " + std::to_string(axis) + "; check the model");
    }
    shape[axis] += part->shape[axis];
    if (!part->is_constant()) layer = part->layer;
  }
  const auto blocks = num_entries(TensorShape(shape.begin(), shape.begin() + static_cast<std::ptrdiff_t>(axis)));
  std::vector<AffineForm> entries;
  entries.reserve(num_entries(shape));
  for (std::size_t block = 0; block < blocks; ++block) {
    for (const AffineTensor* part : parts) {
      const std::size_t size = part->entries->size() / blocks;
      for (std::size_t i = block * size; i < (block + 1) * size; ++i) {
        budget.spend(1 + (*part)[i].terms.size());
        entries.push_back((*part)[i]);
      }
    }
  }
  return make_tensor(parts.front()->type, std::move(shape), layer, std::move(entries));
}

AffineTensor expanded(const AffineTensor& a, const TensorShape& shape, SizeBudget& budget) {
  budget.spend(num_entries(shape));
  return gathered(a, shape, offsets(shape, broadcast_strides(a.shape, shape)), budget);
}

AffineTensor summed(const AffineTensor& a, const std::vector<bool>& over, SizeBudget& budget) {
  TensorShape kept = a.shape, rest = a.shape;
  for (std::size_t i = 0; i < over.size(); ++i) (over[i] ? kept : rest)[i] = 1;
  const std::vector<std::size_t> own = strides_of(a.shape);
  const std::vector<std::size_t> steps = offsets(rest, own);
  FormSum sum;
  std::vector<AffineForm> entries;
  for (const std::size_t begin : offsets(kept, own)) {
    for (const std::size_t step : steps) sum.add(1, a[begin + step]);
    entries.push_back(sum.take(budget));
  }
  return make_tensor(a.type, std::move(kept), a.layer, std::move(entries));
}

AffineTensor reshaped(AffineTensor a, TensorShape shape) {
  if (num_entries(shape) != a.entries->size()) {
    throw InvalidNetwork("a tensor of shape " + to_string(a.shape) + " does not fill the shape " + to_string(shape) +
                         "; check the shapes (the batch size is 1 here)");
  }
  a.shape = std::move(shape);
  return a;
}

AffineTensor mapped(const AffineTensor& constant, const std::function<Rational(const Rational&)>& function,
                    SizeBudget& budget) {
  std::vector<AffineForm> entries;
  for (const AffineForm& form : *constant.entries) {
    entries.push_back({{}, function(form.constant)});
    budget.spend(entries.back().constant);
  }
  return make_tensor(constant.type, constant.shape, std::nullopt, std::move(entries));
}

}  // namespace crease
