package io.waybill.endtoend;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import org.junit.jupiter.api.Test;

/** The arrows of ARCHITECTURE.md, "Modules, and who may import whom". */
class ArchitectureTest {
  private static final String SCHEMAS = "io.waybill.schemas..";
  private static final String REGISTRY_CLIENT = "io.waybill.registry..";
  private static final String CHASSIS = "io.waybill.chassis..";
  private static final String MIGRATION = "io.waybill.migration..";
  private static final String EMBEDDED = "io.waybill.embedded..";
  private static final String GATEWAY = "io.waybill.gateway..";
  private static final String WORKER = "io.waybill.worker..";
  private static final String API = "io.waybill.api..";
  private static final String CLI = "io.waybill.cli..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.waybill");

  @Test
  void schemasImportNothingOfOurs() {
    doesNotImport(
        SCHEMAS, REGISTRY_CLIENT, CHASSIS, MIGRATION, EMBEDDED, GATEWAY, WORKER, API, CLI);
  }

  @Test
  void theRegistryClientImportsSchemasOnly() {
    doesNotImport(REGISTRY_CLIENT, CHASSIS, MIGRATION, EMBEDDED, GATEWAY, WORKER, API, CLI);
  }

  @Test
  void theChassisImportsSchemasOnly() {
    doesNotImport(CHASSIS, REGISTRY_CLIENT, MIGRATION, EMBEDDED, GATEWAY, WORKER, API, CLI);
  }

  @Test
  void theReadersOfOtherToolsFilesImportNoService() {
    doesNotImport(MIGRATION, EMBEDDED, GATEWAY, WORKER, API, CLI);
  }

  @Test
  void theEmbeddedServersImportNothingOfOurs() {
    doesNotImport(
        EMBEDDED, SCHEMAS, REGISTRY_CLIENT, CHASSIS, MIGRATION, GATEWAY, WORKER, API, CLI);
  }

  @Test
  void noServiceImportsAnotherService() {
    doesNotImport(GATEWAY, WORKER, API, CLI, EMBEDDED, REGISTRY_CLIENT, MIGRATION);
    doesNotImport(WORKER, GATEWAY, API, CLI, EMBEDDED, MIGRATION);
    doesNotImport(API, GATEWAY, WORKER, CLI, EMBEDDED, REGISTRY_CLIENT, MIGRATION);
  }

  @Test
  void onlyTheApiSpeaksToTheDatabase() {
    classesOutside(API, EMBEDDED)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..")
        .check(CLASSES);
  }

  @Test
  void theRegistryClientKnowsNoKafka() {
    noClasses()
        .that()
        .resideInAPackage(REGISTRY_CLIENT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void onlyOneRoomKnowsKafkasInternals() {
    classesOutside(EMBEDDED)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("kafka..", "org.apache.kafka.metadata..", "org.apache.kafka.server..")
        .check(CLASSES);
  }

  private static void doesNotImport(String from, String... forbidden) {
    noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(CLASSES);
  }

  private static GivenClassesConjunction classesOutside(String... rooms) {
    return noClasses().that().resideOutsideOfPackages(rooms);
  }
}
