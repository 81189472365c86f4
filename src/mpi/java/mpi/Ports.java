package mpi;

import io.crossmem.message.Data;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where groups that were started apart find each other: a port of this machine's own network, with
 * a secret that other users do not know. Through it goes only the name that the groups then meet
 * by.
 */
final class Ports {
  private static final Map<String, ServerSocket> OPEN = new ConcurrentHashMap<>();
  private static final int BACKLOG = 64;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MOST_RANKS = 32768;

  private Ports() {}

  /** Its name: the number, a colon and the secret. */
  static String open() {
    try {
      ServerSocket socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
      String name = socket.getLocalPort() + ":" + Meeting.newName("port");
      OPEN.put(name, socket);
      return name;
    } catch (IOException e) {
      throw new MPIException(ErrorClass.PORT, "no port can be opened: " + e.getMessage(), e);
    }
  }

  static void close(String name) {
    ServerSocket socket = name == null ? null : OPEN.remove(name);
    if (socket == null) {
      throw notOpen(name);
    }
    closeQuietly(socket);
  }

  static void closeAll() {
    OPEN.values().forEach(Ports::closeQuietly);
    OPEN.clear();
  }

  private static void closeQuietly(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // nobody can use it any more
    }
  }

  private static MPIException notOpen(String name) {
    return new MPIException(ErrorClass.PORT, "this process has no open port " + name);
  }

  /** What the roots of the two groups tell each other. */
  private interface Contact {
    /** The number of ranks of the other group, and the name to meet by. */
    byte[] with(int ranks) throws IOException;
  }

  static Intercomm accept(Intracomm from, String port, int root) {
    return meet(from, root, true, ranks -> answer(port, ranks));
  }

  static Intercomm connect(Intracomm from, String port, int root) {
    return meet(from, root, false, ranks -> call(port, ranks));
  }

  private static Intercomm meet(Intracomm from, int root, boolean isServer, Contact contact) {
    try {
      Channel group = from.channel();
      Meeting.requireOneNode(group);
      if (root < 0 || root >= from.getSize()) {
        throw new MPIException(ErrorClass.ROOT, "the root is not a rank: " + root);
      }
      byte[] told = new byte[Integer.BYTES + Meeting.newName("mpi").length()];
      MPIException failure = null;
      if (group.rank == root) {
        try {
          told = contact.with(from.getSize());
        } catch (IOException e) {
          failure =
              new MPIException(ErrorClass.PORT, "the port cannot be used: " + e.getMessage(), e);
        } catch (MPIException e) {
          failure = e; // the others have to be told: they read a size of 0
        }
      }
      group.hidden.broadcast(Data.of(told), root);
      int remote = ByteBuffer.wrap(told).getInt();
      if (remote == 0) {
        throw failure != null
            ? failure
            : new MPIException(ErrorClass.PORT, "the root could not use the port");
      }
      String name =
          new String(told, Integer.BYTES, told.length - Integer.BYTES, StandardCharsets.US_ASCII);
      return from.copyHandler(Meeting.byName(name, group, remote, isServer));
    } catch (IOException | RuntimeException e) {
      throw from.failure(e);
    }
  }

  /** Waits for a caller that knows the secret. */
  private static byte[] answer(String port, int ranks) throws IOException {
    ServerSocket socket = port == null ? null : OPEN.get(port);
    if (socket == null) {
      throw notOpen(port);
    }
    while (true) {
      try (Socket caller = socket.accept()) {
        caller.setSoTimeout(TIMEOUT_MILLIS);
        DataInputStream in = new DataInputStream(caller.getInputStream());
        byte[] secret = in.readNBytes(port.length());
        if (!MessageDigest.isEqual(secret, port.getBytes(StandardCharsets.US_ASCII))) {
          continue;
        }
        int remote = requireSize(in.readInt());
        byte[] name = Meeting.newName("mpi").getBytes(StandardCharsets.US_ASCII);
        DataOutputStream out = new DataOutputStream(caller.getOutputStream());
        out.write(told(ranks, name));
        out.flush();
        return told(remote, name);
      } catch (IOException e) {
        if (socket.isClosed()) {
          throw e;
        } // else that caller is gone; the next one may be better
      }
    }
  }

  private static byte[] call(String port, int ranks) throws IOException {
    int colon = port == null ? -1 : port.indexOf(':');
    int number;
    try {
      number = Integer.parseInt(port, 0, Math.max(0, colon), 10);
    } catch (NullPointerException | NumberFormatException e) {
      throw new MPIException(ErrorClass.PORT, "this is not the name of a port: " + port);
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), number)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.write(port.getBytes(StandardCharsets.US_ASCII));
      out.writeInt(ranks);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int remote = requireSize(in.readInt());
      byte[] name = new byte[Meeting.newName("mpi").length()];
      in.readFully(name);
      return told(remote, name);
    }
  }

  private static byte[] told(int ranks, byte[] name) {
    return ByteBuffer.allocate(Integer.BYTES + name.length).putInt(ranks).put(name).array();
  }

  private static int requireSize(int ranks) throws IOException {
    if (ranks < 1 || ranks > MOST_RANKS) {
      throw new IOException("the other group says that it has " + ranks + " ranks");
    }
    return ranks;
  }
}
