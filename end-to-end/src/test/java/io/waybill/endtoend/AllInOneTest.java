package io.waybill.endtoend;

/** The main job with everything in one process, on the embedded servers. */
class AllInOneTest extends MainJobContract {
  AllInOneTest() {
    super(Landscape.Shape.ALL_IN_ONE);
  }
}
