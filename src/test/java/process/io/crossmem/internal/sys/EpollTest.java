package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EpollTest {
  @Test
  void oneEpollReportsTheEndOfAnyOfItsProcesses() throws Exception {
    NativeLibrary.ensureLoaded();
    Process lives = new ProcessBuilder("sleep", "60").start();
    Process ends = new ProcessBuilder("sleep", "60").start();
    int epoll = Syscalls.epollCreate();
    int[] pidfds = {Syscalls.pidfdOpen((int) lives.pid()), Syscalls.pidfdOpen((int) ends.pid())};
    try {
      for (int pidfd : pidfds) {
        assertEquals(0, Syscalls.epollAdd(epoll, pidfd));
      }
      assertEquals(0, Syscalls.epollReady(epoll));
      ends.destroyForcibly().waitFor();
      assertEquals(1, Syscalls.epollReady(epoll));
      assertTrue(lives.isAlive());
    } finally {
      lives.destroyForcibly();
      for (int pidfd : pidfds) {
        Syscalls.close(pidfd);
      }
      Syscalls.close(epoll);
    }
  }
}
