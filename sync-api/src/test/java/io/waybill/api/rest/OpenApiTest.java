package io.waybill.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.OpenApiDocument;
import io.waybill.api.Servers;
import io.waybill.api.cancels.Canceller;
import io.waybill.api.database.Database;
import io.waybill.api.live.LiveRecords;
import io.waybill.api.notifications.Receivers;
import io.waybill.api.notifications.RegistryHosts;
import io.waybill.api.queue.TaskQueue;
import io.waybill.api.receivers.Postman;
import io.waybill.api.receivers.ReceiverGuard;
import io.waybill.api.receivers.Workloads;
import io.waybill.api.records.Projection;
import io.waybill.api.records.RecordStore;
import io.waybill.api.rules.RulePublisher;
import io.waybill.chassis.config.TracesConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
class OpenApiTest {
  @Test
  void the_document_describes_exactly_the_routes_that_there_are_and_the_roles_that_they_need(
      Servers servers) throws Exception {
    assertThat(
            routes(servers).stream()
                .map(
                    route ->
                        "%s %s needs %s"
                            .formatted(route.method(), route.documentedPath(), route.role()))
                .toList())
        .containsExactlyInAnyOrderElementsOf(
            OpenApiDocument.load().operations().stream()
                .map(operation -> operation.name() + " needs " + operation.role())
                .toList());
  }

  @Test
  void the_page_about_access_names_exactly_the_routes_that_are_closed_to_callers_with_a_limit(
      Servers servers) throws Exception {
    String page = Files.readString(Path.of("../docs/access.md"));
    List<String> named =
        Pattern.compile("`((GET|POST|PUT|DELETE) [^`]*)`")
            .matcher(page.substring(page.indexOf("Closed to them"), page.indexOf("## The audit")))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            routes(servers).stream()
                .filter(route -> route.limits() instanceof Route.Limits.Closed)
                .map(route -> route.method() + " " + route.documentedPath())
                .toList());
  }

  private static List<Route> routes(Servers servers) throws Exception {
    WaybillConfig config = servers.config(servers.database());
    try (Database database = Database.open(config.database());
        MessagePublisher publisher = new KafkaClients(config.kafka(), "test").publisher();
        Postman postman =
            new Postman(
                config.api().notifications(), ReceiverGuard.of(config.api()), Clock.systemUTC())) {
      ApiRoutes routes =
          ApiRoutes.of(
              config,
              database,
              new RulePublisher(database, publisher),
              publisher,
              new Canceller(
                  database,
                  new TaskQueue(publisher, database, new Projection(), TracesConfig.DEFAULT),
                  publisher,
                  Clock.systemUTC()),
              new Receivers(
                  postman,
                  new Workloads(Map.of(), Duration.ofSeconds(1)),
                  new RegistryHosts(config.registries()),
                  Clock.systemUTC()),
              new LiveRecords(new RecordStore(database), LiveRecords.LONGEST),
              Clock.systemUTC());
      return routes.routes();
    }
  }
}
