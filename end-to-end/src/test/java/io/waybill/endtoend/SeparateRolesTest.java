package io.waybill.endtoend;

/** The main job with a process for each role, on external Kafka and PostgreSQL. */
class SeparateRolesTest extends MainJobContract {
  SeparateRolesTest() {
    super(Landscape.Shape.SEPARATE_ROLES);
  }
}
