package io.waybill.registry.protocol;

import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.UnknownRegistryException;
import io.waybill.registry.auth.Authorizer;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.pace.Bandwidth;
import io.waybill.registry.pace.PaceClock;
import io.waybill.registry.pace.PaceSnapshot;
import io.waybill.registry.pace.PullQuota;
import io.waybill.registry.pace.RegistryPace;
import io.waybill.registry.prepare.Preparation;
import io.waybill.registry.transport.Transport;
import io.waybill.registry.transport.Transports;
import io.waybill.schemas.names.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One set of connections, tokens and memories for each registry, made on first use. Safe for many
 * threads; closing it closes all connections.
 */
public final class RegistryClients implements AutoCloseable {
  private record Client(
      RegistryEndpoint endpoint,
      Transport transport,
      Authorizer authorizer,
      RegistryMemory memory,
      RegistryPace pace) {}

  private final RegistryDirectory directory;
  private final RetryTable retries;
  private final RequestListener listener;
  private final Transports transports;
  private final Map<Registry, Client> clients = new ConcurrentHashMap<>();

  /** Clients for the directory's registries, with the usual retries. */
  public RegistryClients(RegistryDirectory directory) {
    this(directory, RetryTable.DEFAULT);
  }

  /** Clients for the directory's registries. */
  public RegistryClients(RegistryDirectory directory, RetryTable retries) {
    this(directory, retries, RequestListener.NONE);
  }

  /** Clients for the directory's registries, whose requests somebody hears of. */
  public RegistryClients(
      RegistryDirectory directory, RetryTable retries, RequestListener listener) {
    this(directory, retries, listener, Transports.HTTP);
  }

  /** The same, with somebody else to say who answers the requests. */
  public RegistryClients(
      RegistryDirectory directory,
      RetryTable retries,
      RequestListener listener,
      Transports transports) {
    this.directory = directory;
    this.retries = retries;
    this.listener = listener;
    this.transports = transports;
  }

  /**
   * What endpoint classes call the registry with.
   *
   * @throws UnknownRegistryException where the directory does not know it
   */
  public RegistryCaller getCaller(Registry registry, Side side) {
    return caller(client(registry), side, List.of(), Preparation.NONE);
  }

  /**
   * What the target of a copy is called with: what it lacks is made, where that was chosen, or told
   * with what to do.
   *
   * @param ownUploads what limits the bytes sent by this caller, besides the registry's limit
   * @throws UnknownRegistryException where the directory does not know it
   */
  public RegistryCaller getTargetCaller(Registry registry, List<Bandwidth> ownUploads) {
    Client client = client(registry);
    return caller(client, Side.TARGET, ownUploads, client.endpoint().preparation());
  }

  private RegistryCaller caller(
      Client client, Side side, List<Bandwidth> ownUploads, Preparation preparation) {
    List<Bandwidth> uploads = new ArrayList<>(ownUploads);
    uploads.addAll(client.pace().uploads());
    return new RegistryCaller(
        client.endpoint(),
        client.transport(),
        client.authorizer(),
        client.memory(),
        retries,
        side,
        client.pace(),
        listener,
        uploads,
        preparation);
  }

  /** When and how often something is tried again. */
  public RetryTable retries() {
    return retries;
  }

  /** Waits until one more blob may be in transit from the registry. */
  public RegistryPace.Place enterDownload(Registry registry) throws InterruptedException {
    return client(registry).pace().enterDownload();
  }

  /**
   * Waits until one more blob may be in transit to the registry. Who needs both places enters this
   * one first, here and at all registries: nobody who has a download's place may wait for one of an
   * upload, or copies in opposite directions could wait for each other.
   */
  public RegistryPace.Place enterUpload(Registry registry) throws InterruptedException {
    return client(registry).pace().enterUpload();
  }

  /**
   * How many images may still be pulled from the registry, as it said last (Docker Hub).
   *
   * @return the quota; empty where it has said nothing of one, or was not asked for anything yet
   */
  public Optional<PullQuota> findQuota(Registry registry) {
    return Optional.ofNullable(clients.get(registry)).flatMap(client -> client.pace().findQuota());
  }

  /** How hard the registry is pressed now; empty where it was not asked for anything yet. */
  public Optional<PaceSnapshot> findPace(Registry registry) {
    return Optional.ofNullable(clients.get(registry)).map(client -> client.pace().snapshot());
  }

  /** How hard each registry that was asked for anything is pressed now. */
  public Map<Registry, PaceSnapshot> paces() {
    Map<Registry, PaceSnapshot> paces = new TreeMap<>();
    clients.forEach((registry, client) -> paces.put(registry, client.pace().snapshot()));
    return paces;
  }

  @Override
  public void close() {
    List<IOException> faults = new ArrayList<>();
    for (Client client : clients.values()) {
      try {
        client.transport().close();
      } catch (IOException fault) {
        faults.add(fault);
      }
    }
    clients.clear();
    if (!faults.isEmpty()) {
      throw new UncheckedIOException("Could not close all connections", faults.getFirst());
    }
  }

  private Client client(Registry registry) {
    return clients.computeIfAbsent(registry, this::connect);
  }

  private Client connect(Registry registry) {
    RegistryEndpoint endpoint = directory.getEndpoint(registry);
    Transport transport = transports.open(endpoint);
    return new Client(
        endpoint,
        transport,
        new Authorizer(endpoint, transport),
        new RegistryMemory(),
        new RegistryPace(registry, endpoint.limits(), retries, PaceClock.SYSTEM));
  }
}
