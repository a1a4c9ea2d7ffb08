// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/sha256_stream.h"

#include <openssl/evp.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "core/errors.h"

namespace crease {
namespace {

void check(bool succeeded) {
  if (!succeeded) throw std::runtime_error("SHA-256 is not available in this OpenSSL");
}

/// Looked up once: OpenSSL takes longer to find it than to hash a short text.
const EVP_MD* algorithm() {
  static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  check(found != nullptr);
  return found;
}

}  // namespace

struct Sha256Stream::Context {
  EVP_MD_CTX* value = EVP_MD_CTX_new();
  Context() = default;
  ~Context() { EVP_MD_CTX_free(value); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  check(EVP_DigestInit_ex(context_->value, algorithm(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::add(std::string_view bytes) {
  check(EVP_DigestUpdate(context_->value, bytes.data(), bytes.size()) == 1);
}

std::array<unsigned char, 32> Sha256Stream::digest_bytes() {
  std::array<unsigned char, 32> digest{};
  check(EVP_DigestFinal_ex(context_->value, digest.data(), nullptr) == 1);
  return digest;
}

std::string Sha256Stream::digest() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest_bytes()) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string file_sha256(const std::string& path, std::uint64_t size) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw FileError(path + ": cannot open the file; check the path and its permissions");
  Sha256Stream hash;
  std::vector<char> buffer(std::size_t{1} << 16);
  while (size > 0 && file) {
    file.read(buffer.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(size, buffer.size())));
    const auto count = static_cast<std::size_t>(file.gcount());
    hash.add({buffer.data(), count});
    size -= count;
  }
  if (file.bad()) throw FileError(path + ": cannot read the file; check that it is a regular file");
  return hash.digest();
}

}  // namespace crease
