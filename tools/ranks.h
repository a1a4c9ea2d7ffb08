// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "tools/options.h"

namespace crease::tools {

/// The processes that mpirun started together: rank 0 does what the command line says, the others work for it. One
/// process where mpirun did not start it. Make one, first thing in main.
class Ranks {
 public:
  /// Throws UsageError when mpirun started several processes of a crease that was built without MPI.
  Ranks();
  /// On rank 0: sends the others home.
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int rank() const { return rank_; }
  int size() const { return size_; }

  struct Message {
    int from = 0;
    std::string bytes;
  };
  void send(int to, const std::string& bytes) const;
  /// A message that has come, if one has.
  std::optional<Message> receive() const;

  /// Some rank does not answer any more: nobody is waited for at the end.
  void give_up() { given_up_ = true; }

 private:
  int rank_ = 0;
  int size_ = 1;
  bool given_up_ = false;
};

/// With several ranks, one thread each where the user left it open: mpirun starts one process for every core that is to
/// work.
WalkOptions on_ranks(WalkOptions options, const Ranks& ranks);

}  // namespace crease::tools
