// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/zip_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <new>

#include "core/errors.h"

namespace crease {

struct ZipReader::Impl {
  std::string path;
  std::unique_ptr<struct archive, int (*)(struct archive*)> archive{archive_read_new(), archive_read_free};

  explicit Impl(const std::string& file) : path(file) {
    if (!archive) throw std::bad_alloc();
    // By the directory at its end: front to back, an archive that is cut off would pass for one with fewer members.
    check(archive_read_support_format_zip_seekable(archive.get()));
  }

  /// Warnings are about names and dates.
  void check(la_ssize_t result) const {
    if (result >= ARCHIVE_WARN) return;
    const char* cause = archive_error_string(archive.get());
    throw ParseError({path, 0, 0}, std::string("cannot read the archive: ") + (cause != nullptr ? cause : "damaged"));
  }
};

ZipReader::ZipReader(const std::string& path) : impl_(new Impl(path)) {
  constexpr std::size_t kBlock = 1 << 16;
  impl_->check(archive_read_open_filename(impl_->archive.get(), path.c_str(), kBlock));
}

ZipReader::ZipReader(std::string_view bytes, const std::string& path) : impl_(new Impl(path)) {
  impl_->check(archive_read_open_memory(impl_->archive.get(), bytes.data(), bytes.size()));
}

ZipReader::~ZipReader() = default;

std::optional<std::string> ZipReader::next() {
  archive_entry* entry = nullptr;
  const int result = archive_read_next_header(impl_->archive.get(), &entry);
  if (result == ARCHIVE_EOF) return std::nullopt;
  impl_->check(result);
  const char* name = archive_entry_pathname(entry);
  return name != nullptr ? name : "";
}

std::size_t ZipReader::read(char* bytes, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const la_ssize_t got = archive_read_data(impl_->archive.get(), bytes + done, size - done);
    // A checksum that is wrong is a warning to libarchive.
    if (got < 0) impl_->check(ARCHIVE_FATAL);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

}  // namespace crease
