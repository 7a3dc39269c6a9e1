/**
 * Manifests as bytes with a meaning: parsed to find what they name, moved as they are. The entry
 * type is the sealed {@code Manifest}; {@code ManifestParser} makes one of what a registry sent.
 * Imports names and Jackson.
 */
@NullMarked
package io.waybill.registry.manifests;

import org.jspecify.annotations.NullMarked;
