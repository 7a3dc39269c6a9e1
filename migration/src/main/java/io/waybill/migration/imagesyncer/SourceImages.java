package io.waybill.migration.imagesyncer;

import io.waybill.schemas.names.Repository;

/**
 * What a rule copies.
 *
 * @param repository from where
 * @param choice which of its images
 */
public record SourceImages(Repository repository, TagChoice choice) {}
