/**
 * The command line. {@link io.waybill.cli.Main} is its entry; a command is a class in the package
 * of what it is about: {@code roles} (run Waybill), {@code demo}, {@code copy}, {@code migrate}
 * (other tools' files), {@code login} (accounts), {@code client} (speak to a running Waybill's
 * API). All of them are listed in {@code Commands}, for picocli; a copy goes around it where it
 * can, see {@link io.waybill.cli.copy.PlainCopy}. May import every other module; nothing imports
 * it.
 *
 * <p>Embedded servers are left out of production images. So classes that are loaded whatever the
 * command do not mention {@code io.waybill.embedded}; commands that need it do so in classes of
 * their own, loaded when they run.
 */
@NullMarked
package io.waybill.cli;

import org.jspecify.annotations.NullMarked;
