package io.waybill.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** A port on loopback, seen from outside. */
final class TcpPort {
  private TcpPort() {}

  static void awaitOpen(int port, Duration patience) {
    await("port " + port + " to open").atMost(patience).until(() -> isOpen(port));
  }

  static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException closed) {
      return false;
    }
  }
}
