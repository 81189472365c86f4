package io.crossmem.internal.join;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Folders in which groups meet, made and removed at the same time. */
@Timeout(60)
class MeetingPlacesTest {
  private static final int ROUNDS = 3000;

  /**
   * Each process removes folders that are empty, also those that another has just made. Nobody
   * takes another folder than the first because of that.
   */
  @Test
  void theFirstFolderIsFoundWhileOthersRemoveIt() {
    CompletableFuture<?>[] groups = new CompletableFuture<?>[4];
    for (int i = 0; i < groups.length; i++) {
      groups[i] =
          CompletableFuture.runAsync(MeetingPlacesTest::meetAndLeave, MeetingPlacesTest::go);
    }
    CompletableFuture.allOf(groups).join();
  }

  private static void go(Runnable group) {
    new Thread(group, "group").start();
  }

  private static void meetAndLeave() {
    try {
      int user = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      MeetingPlaces places = new MeetingPlaces(user);
      for (int round = 0; round < ROUNDS; round++) {
        try (MeetingFolder folder = places.find("places-" + UUID.randomUUID())) {
          assertTrue(places.isFirst(folder), folder.name().toString());
          places.removeStaleFiles(folder);
          folder.removeIfEmpty();
        }
      }
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }
}
