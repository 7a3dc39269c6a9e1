/**
 * The real servers, on one machine, with nothing set up: Kafka's own broker in this process,
 * PostgreSQL's own server and docker distribution's own registry as child processes. All of them
 * listen on the loopback interface only, and keep their data under a directory that is named to
 * them, also over {@code kill -9} of this process.
 *
 * <p>It is what {@code waybill up} and {@code waybill demo} run on when no Kafka and no database
 * are configured, and what the tests of every module run against.
 *
 * <ul>
 *   <li>{@link io.waybill.embedded.EmbeddedKafka}: a KRaft broker, single node.
 *   <li>{@link io.waybill.embedded.EmbeddedPostgreSql}: PostgreSQL 18.
 *   <li>{@link io.waybill.embedded.LocalRegistry}: a registry; {@link
 *       io.waybill.embedded.RegistryBinary} finds its program.
 *   <li>{@link io.waybill.embedded.DebianPackages}: what is downloaded where the machine lacks it.
 *   <li>{@link io.waybill.embedded.DataDirectory}: the directory that holds their data: its
 *       format's version and its lock.
 *   <li>{@link io.waybill.embedded.CacheDirectory}: where programs that were fetched or unpacked
 *       are kept for the next run.
 *   <li>{@link io.waybill.embedded.SelfSigned}: a certificate and its key, for TLS on this machine.
 *   <li>{@link io.waybill.embedded.Ports}: free ports of the loopback interface.
 * </ul>
 *
 * <p>Whatever goes wrong is an {@link io.waybill.embedded.EmbeddedServerException}, whose message
 * is a sentence for the person who started it. Servers log through slf4j or to a file beside their
 * data; nothing is printed.
 *
 * <p>It imports nothing of Waybill. Kafka's broker classes ({@code kafka.server}, {@code
 * org.apache.kafka.metadata.storage}) are not public API of Kafka: only {@code EmbeddedKafka} may
 * name them.
 */
@NullMarked
package io.waybill.embedded;

import org.jspecify.annotations.NullMarked;
