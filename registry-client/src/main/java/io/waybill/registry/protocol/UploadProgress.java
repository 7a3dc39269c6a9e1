package io.waybill.registry.protocol;

/** Told how far an upload is. Called on the upload's own thread, and has to be quick. */
public interface UploadProgress {
  /** One that nobody looks at. */
  UploadProgress NONE =
      new UploadProgress() {
        @Override
        public void onWritten(int bytes) {}

        @Override
        public void onLost(long bytes) {}
      };

  /** So many bytes more were sent. */
  void onWritten(int bytes);

  /** The upload broke, and so many of the bytes sent last have to be sent again; may be 0. */
  void onLost(long bytes);
}
