/**
 * Commands that read and steer a running Waybill over HTTP, and the {@link
 * io.waybill.cli.client.ApiClient} that they share.
 */
@NullMarked
package io.waybill.cli.client;

import org.jspecify.annotations.NullMarked;
