package io.crossmem.cli;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What a {@link Job} starts.
 *
 * @param ranks how many
 * @param command of each rank
 * @param environment variables that the ranks have besides those of this process
 * @param folder that they are started in; null for that of this process
 */
record LaunchPlan(
    int ranks, IntFunction<List<String>> command, Map<String, String> environment, File folder) {
  private static final int MOST_RANKS = 1024;

  LaunchPlan {
    if (ranks < 1 || ranks > MOST_RANKS) {
      throw new BadInput("expected 1 to " + MOST_RANKS + " ranks, not " + ranks);
    }
    if (folder != null && !Arguments.path(folder.getPath()).toFile().isDirectory()) {
      throw new BadInput("there is no folder " + folder);
    }
  }

  String program() {
    return command.apply(0).get(0);
  }
}
