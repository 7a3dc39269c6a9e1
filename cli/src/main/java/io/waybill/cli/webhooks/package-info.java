/**
 * {@code waybill webhooks}: {@link io.waybill.cli.webhooks.WebhooksCommand} lists the configured
 * webhooks and shows what a sender's body would become, from the configuration alone.
 */
@NullMarked
package io.waybill.cli.webhooks;

import org.jspecify.annotations.NullMarked;
