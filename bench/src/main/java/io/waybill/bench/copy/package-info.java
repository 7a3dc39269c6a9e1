/**
 * The copy benchmark: {@code bench/run copy}. Waybill and the peers that are on the PATH copy the
 * same images between the same two registries, in turn.
 *
 * <p>Where things are:
 *
 * <ul>
 *   <li>{@link io.waybill.bench.copy.CopyBench}: the entry type; rounds, in which each contender
 *       has a turn.
 *   <li>{@code CopyCase}, {@code Corpus}: what is copied; {@code SourceImages} puts it into the
 *       source and looks whether it has arrived.
 *   <li>{@code Contender}: who copies. {@code CommandContender} is a program that is started as a
 *       user starts it ({@code Peers}, {@code OwnCommand}); {@code EngineContender} is the engine
 *       alone, warm, in the process {@code EngineProcess}.
 *   <li>{@code Heat}: one copy by one contender, between registries that only it uses; {@code
 *       Effort} and {@code Traffic}: what it cost.
 *   <li>{@code DelayLine}: distance.
 *   <li>{@code Results}, {@code ResultTable}, {@code ResultFile}: what is said of it.
 * </ul>
 */
@NullMarked
package io.waybill.bench.copy;

import org.jspecify.annotations.NullMarked;
