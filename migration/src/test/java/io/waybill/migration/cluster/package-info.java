@org.jspecify.annotations.NullMarked
package io.waybill.migration.cluster;
