package io.waybill.embedded;

import java.nio.file.Path;

/** Holds a data directory until it is killed. */
final class HoldDataDirectory {
  private HoldDataDirectory() {}

  public static void main(String[] arguments) throws InterruptedException {
    DataDirectory directory = DataDirectory.open(Path.of(arguments[0]));
    System.out.println(directory.path());
    Thread.currentThread().join();
  }
}
