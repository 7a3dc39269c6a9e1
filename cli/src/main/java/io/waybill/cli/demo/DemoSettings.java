package io.waybill.cli.demo;

import java.nio.file.Path;

/**
 * What was asked of the demo.
 *
 * @param data where the servers keep their data
 * @param gatewayPort the gateway's port; 0 = any free one
 * @param apiPort the API's port; 0 = any free one
 * @param sourcePort the first registry's port; 0 = any free one
 * @param targetPort the second registry's port; 0 = any free one
 * @param keep whether it stays up afterwards
 */
record DemoSettings(
    Path data, int gatewayPort, int apiPort, int sourcePort, int targetPort, boolean keep) {}
