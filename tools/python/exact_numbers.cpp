// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/python/exact_numbers.h"

#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include <stdexcept>

#include "core/errors.h"

namespace crease::python {
namespace {

Integer to_integer(nb::handle value) {
  int overflow = 0;
  const long small = PyLong_AsLongAndOverflow(value.ptr(), &overflow);
  if (overflow == 0) {
    if (small == -1 && PyErr_Occurred()) throw nb::python_error();
    return Integer(small);
  }
  const nb::object text = nb::steal(PyNumber_ToBase(value.ptr(), 16));
  if (!text.is_valid()) throw nb::python_error();
  Integer result;
  if (result.set_str(nb::cast<std::string>(text), 0) != 0) throw std::logic_error("an int without a value");
  return result;
}

Rational to_ratio(nb::handle numerator, nb::handle denominator) {
  const nb::object p = nb::steal(PyNumber_Index(numerator.ptr()));
  const nb::object q = nb::steal(PyNumber_Index(denominator.ptr()));
  if (!p.is_valid() || !q.is_valid()) throw nb::python_error();
  Rational result(to_integer(p), to_integer(q));
  result.canonicalize();
  return result;
}

/// As to_rational(), with the cause alone in what it throws.
Rational number(nb::handle value) {
  if (PyLong_Check(value.ptr())) return to_integer(value);
  if (PyFloat_Check(value.ptr())) return exact_rational(PyFloat_AS_DOUBLE(value.ptr()));
  if (nb::isinstance<nb::str>(value)) return parse_rational(nb::cast<std::string>(value));
  if (nb::hasattr(value, "as_integer_ratio")) {
    const nb::object ratio = value.attr("as_integer_ratio")();
    return to_ratio(ratio[0], ratio[1]);
  }
  if (nb::hasattr(value, "numerator") && nb::hasattr(value, "denominator")) {
    return to_ratio(value.attr("numerator"), value.attr("denominator"));
  }
  if (PyIndex_Check(value.ptr())) return to_ratio(value, nb::int_(1));
  throw std::invalid_argument(fmt::format("{} is no number", nb::cast<std::string>(nb::repr(value))));
}

/// The function of fractions.Fraction that takes a fraction in lowest terms as it is; it has changed its name.
nb::object make_fraction(const nb::object& numerator, const nb::object& denominator) {
  static PyObject* const type = nb::object(nb::module_::import_("fractions").attr("Fraction")).release().ptr();
  static const bool has_factory = nb::hasattr(type, "_from_coprime_ints");
  const nb::handle fraction(type);
  if (has_factory) return fraction.attr("_from_coprime_ints")(numerator, denominator);
  return fraction(numerator, denominator, nb::arg("_normalize") = false);
}

nb::object iterator_of(nb::handle values, const std::string& place) {
  nb::object iterator = nb::steal(PyObject_GetIter(values.ptr()));
  if (!iterator.is_valid()) {
    PyErr_Clear();
    throw InputError(
        fmt::format("{}: {} is no sequence. Give a list or an array", place, nb::cast<std::string>(nb::repr(values))));
  }
  return iterator;
}

template <typename See>
void for_each(nb::handle values, const std::string& place, See see) {
  const nb::object iterator = iterator_of(values, place);
  for (std::size_t i = 0;; ++i) {
    const nb::object item = nb::steal(PyIter_Next(iterator.ptr()));
    if (!item.is_valid()) break;
    see(item, i);
  }
  if (PyErr_Occurred()) throw nb::python_error();
}

}  // namespace

nb::object to_python(const Integer& value) {
  PyObject* result = value.fits_slong_p() ? PyLong_FromLong(value.get_si())
                                          : PyLong_FromString(value.get_str(16).c_str(), nullptr, 16);
  if (result == nullptr) throw nb::python_error();
  return nb::steal(result);
}

nb::object to_python(const Rational& value) {
  return make_fraction(to_python(value.get_num()), to_python(value.get_den()));
}

nb::list to_python(std::span<const Rational> values) {
  nb::list result;
  for (const Rational& value : values) result.append(to_python(value));
  return result;
}

nb::list to_python(const Matrix<Rational>& matrix) {
  nb::list result;
  for (std::size_t i = 0; i < matrix.rows(); ++i) result.append(to_python(matrix.row(i)));
  return result;
}

Rational to_rational(nb::handle value, const std::string& place) {
  try {
    return number(value);
  } catch (nb::python_error& error) {
    // Of NaN and infinities: floats of other types say so in words of their own.
    if (!error.matches(PyExc_ValueError) && !error.matches(PyExc_OverflowError)) throw;
    throw InputError(place + ": NaN and infinities are not rational numbers");
  } catch (const std::domain_error& error) {
    throw InputError(place + ": " + error.what());
  } catch (const std::invalid_argument& error) {
    throw InputError(place + ": " + error.what());
  } catch (const std::length_error& error) {
    throw InputError(place + ": " + error.what());
  }
}

std::vector<Rational> to_rationals(nb::handle values, const std::string& place) {
  if (nb::isinstance<nb::str>(values)) throw InputError(place + ": a text is no list of numbers");
  std::vector<Rational> result;
  for_each(values, place, [&](const nb::object& item, std::size_t i) {
    result.push_back(to_rational(item, fmt::format("{}[{}]", place, i)));
  });
  return result;
}

Matrix<Rational> to_matrix(nb::handle rows, const std::string& place) {
  std::vector<std::vector<Rational>> entries;
  for_each(rows, place, [&](const nb::object& row, std::size_t i) {
    entries.push_back(to_rationals(row, fmt::format("{}[{}]", place, i)));
    if (entries.back().size() != entries.front().size()) {
      throw InputError(fmt::format("{}[{}]: {} numbers where the rows before have {}", place, i, entries.back().size(),
                                   entries.front().size()));
    }
  });
  Matrix<Rational> matrix(entries.size(), entries.empty() ? 0 : entries.front().size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (std::size_t j = 0; j < entries[i].size(); ++j) matrix(i, j) = entries[i][j];
  }
  return matrix;
}

}  // namespace crease::python
