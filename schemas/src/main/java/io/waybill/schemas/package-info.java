/**
 * The contracts of Waybill, and nothing else.
 *
 * <ul>
 *   <li>{@code names}: registries, repositories, tags, digests, references
 *   <li>{@code units}: time spans and byte sizes as people write them
 *   <li>{@code rules}: the standing intent
 *   <li>{@code events}: what a webhook or a person said
 *   <li>{@code tasks}: one (rule, source, target) to do
 *   <li>{@code records}: the facts of history
 *   <li>{@code failures}: why something failed
 *   <li>{@code addresses}: what kind of place an IP address leads to
 *   <li>{@code wire}: topics, and how all of these travel on Kafka
 * </ul>
 *
 * <p>The JSON Schemas and the AsyncAPI document of the topics stand beside the classes as
 * resources. This module imports Jackson and nothing else; every other module may import it.
 */
@NullMarked
package io.waybill.schemas;

import org.jspecify.annotations.NullMarked;
