// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/table.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/io/table_writers.h"
#include "core/io/text_sink.h"
#include "tests/support/complex_files.h"
#include "tests/support/networks.h"
#include "tests/support/random.h"

using namespace crease;

namespace {

/// Three rows of every type: plain, null, and what needs care.
Table sample() {
  Table table{"sample", 3, {}};
  const auto add = [&](const char* name, ColumnType type, std::function<void(std::size_t, Cell&)> fill) {
    table.columns.push_back({name, type, [fill](std::size_t row, Cell& cell) {
                               if (row != 1) fill(row, cell);
                             }});
  };
  add("i", ColumnType::kInteger, [](std::size_t row, Cell& cell) { cell.set_integer(row == 0 ? 7 : INT64_MIN); });
  add("b", ColumnType::kBoolean, [](std::size_t row, Cell& cell) { cell.set_boolean(row == 0); });
  add("t", ColumnType::kText,
      [](std::size_t row, Cell& cell) { cell.set_text(row == 0 ? "0|1*" : "a,\"b\"\n\xC3\xA9"); });
  add("q", ColumnType::kRational,
      [](std::size_t row, Cell& cell) { row == 0 ? cell.set_rational(Rational(-1, 3)) : cell.set_infinite(); });
  add("li", ColumnType::kIntegers, [](std::size_t row, Cell& cell) {
    cell.start_list();
    if (row == 0) cell.push_integer(3), cell.push_integer(-4);
  });
  add("lq", ColumnType::kRationals, [](std::size_t row, Cell& cell) {
    cell.start_list();
    if (row == 0) cell.push_rational(Rational(1, 2)), cell.push_rational(5);
    if (row == 2) cell.push_rational(Rational("123456789012345678901234567890/7"));
  });
  add("lt", ColumnType::kTexts, [](std::size_t row, Cell& cell) {
    cell.start_list();
    if (row == 0) cell.push_text("u0.1"), cell.push_text("u1.2");
  });
  return table;
}

template <typename Write>
std::string written(const Write& write) {
  std::ostringstream out;
  write(out);
  CHECK(out.good());
  return out.str();
}

/// Takes `capacity` bytes, then fails.
class FullDisk : public std::streambuf {
 public:
  explicit FullDisk(std::size_t capacity) : left_(capacity) {}

 protected:
  std::streamsize xsputn(const char*, std::streamsize n) override {
    const auto taken = std::min<std::streamsize>(n, static_cast<std::streamsize>(left_));
    left_ -= static_cast<std::size_t>(taken);
    return taken;
  }
  int_type overflow(int_type c) override {
    if (left_ == 0) return traits_type::eof();
    --left_;
    return c;
  }

 private:
  std::size_t left_;
};

}  // namespace

TEST_CASE("CSV", "[table]") {
  CHECK(written([](std::ostream& out) { write_csv(sample(), out); }) ==
        "i,b,t,q,li,lq,lt\r\n"
        "7,true,0|1*,-1/3,3 -4,1/2 5,u0.1 u1.2\r\n"
        ",,,,,,\r\n"
        "-9223372036854775808,false,\"a,\"\"b\"\"\n\xC3\xA9\",inf,,123456789012345678901234567890/7,\r\n");
}

TEST_CASE("JSON Lines", "[table]") {
  CHECK(written([](std::ostream& out) { write_jsonl(sample(), out); }) ==
        R"({"i":7,"b":true,"t":"0|1*","q":"-1/3","li":[3,-4],"lq":["1/2","5"],"lt":["u0.1","u1.2"]})"
        "\n"
        R"({"i":null,"b":null,"t":null,"q":null,"li":null,"lq":null,"lt":null})"
        "\n"
        R"({"i":-9223372036854775808,"b":false,"t":"a,\"b\"\n)"
        "\xC3\xA9"
        R"(","q":"inf","li":[],"lq":["123456789012345678901234567890/7"],"lt":[]})"
        "\n");
}

TEST_CASE("JSON", "[table]") {
  const std::vector<Table> tables = {sample(), {"empty", 0, sample().columns}};
  for (const char* header : {R"({"a": 1})", " {\n\"a\": 1 \n}\n ", "{}", "{ }"}) {
    CAPTURE(header);
    const std::string bytes = written([&](std::ostream& out) { write_json(header, tables, out); });
    const nlohmann::json json = nlohmann::json::parse(bytes);
    CHECK(json.size() == nlohmann::json::parse(header).size() + 2);
    CHECK(json.value("a", 1) == 1);
    CHECK(json.at("empty") == nlohmann::json::array());
    std::istringstream lines(written([](std::ostream& out) { write_jsonl(sample(), out); }));
    std::size_t rows = 0;
    for (std::string line; std::getline(lines, line); ++rows) {
      CHECK(json.at("sample").at(rows) == nlohmann::json::parse(line));
    }
    CHECK(json.at("sample").size() == rows);
  }
  for (const char* header : {"", "[]", "{", "}", "1"}) {
    CAPTURE(header);
    std::ostringstream out;
    CHECK_THROWS_AS(write_json(header, tables, out), std::invalid_argument);
  }
}

TEST_CASE("the same table gives the same bytes", "[table]") {
  const std::vector<Table> tables = {sample(), {"empty", 0, sample().columns}};
  for (const bool compress : {false, true}) {
    const auto npz = [&](std::ostream& out) { write_npz(tables, out, {.compress = compress}); };
    const std::string bytes = written(npz);
    CHECK(bytes.starts_with("PK\x03\x04"));
    CHECK(bytes == written(npz));
  }
}

TEST_CASE("writers end when the stream fails", "[table]") {
  std::size_t computed = 0;
  Table table{"long", 10'000'000, {}};
  table.columns.push_back({"n", ColumnType::kInteger, [&computed](std::size_t row, Cell& cell) {
                             ++computed;
                             cell.set_integer(static_cast<std::int64_t>(row));
                           }});
  const auto check_fails = [&](const auto& write) {
    FullDisk disk(1'000'000);
    std::ostream out(&disk);
    computed = 0;
    write(out);
    CHECK(!out.good());
  };
  check_fails([&](std::ostream& out) { write_csv(table, out); });
  CHECK(computed < 1'000'000);
  check_fails([&](std::ostream& out) { write_jsonl(table, out); });
  CHECK(computed < 1'000'000);
  check_fails([&](std::ostream& out) { write_json("{}", std::span(&table, 1), out); });
  CHECK(computed < 1'000'000);
  table.columns.push_back(table.columns.front());
  check_fails([&](std::ostream& out) { write_npz(std::span(&table, 1), out); });
  CHECK(computed == table.num_rows);  // one column, not two

  // Streams may throw, too.
  const auto check_throws = [&](const auto& write) {
    for (const std::size_t capacity : {std::size_t{0}, std::size_t{1'000'000}}) {
      FullDisk disk(capacity);
      std::ostream out(&disk);
      out.exceptions(std::ios::badbit);
      CHECK_THROWS_AS(write(out), std::ios_base::failure);
    }
  };
  check_throws([&](std::ostream& out) { write_csv(table, out); });
  check_throws([&](std::ostream& out) { write_jsonl(table, out); });
  check_throws([&](std::ostream& out) { write_json("{}", std::span(&table, 1), out); });
  check_throws([&](std::ostream& out) { write_npz(std::span(&table, 1), out); });
  check_throws([&](std::ostream& out) { write_npz(std::span(&table, 1), out, {.compress = true}); });
}

TEST_CASE("rationals are written as GMP writes them", "[table]") {
  const std::uint64_t seed = testing::test_seed();
  for (int index = 0; index < testing::scaled_cases(3000); ++index) {
    CAPTURE(seed, index);
    testing::Random random(seed, static_cast<std::uint64_t>(index));
    const auto integer = [&] {
      Integer value(static_cast<long>(random.bits()) >> random.integer(0, 63));
      for (int i = random.integer(0, 3); i > 0; --i) value *= Integer(static_cast<long>(random.bits()));
      return value;
    };
    const Integer denominator = integer();
    Rational value(integer(), denominator == 0 ? Integer(1) : denominator);
    value.canonicalize();
    std::string text = "before ";
    append_rational(text, value);
    CHECK(text == "before " + value.get_str());
  }
}
