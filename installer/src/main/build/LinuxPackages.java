import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The tarball, the .deb and the .rpm. The tarball is the same bytes whenever it is built from the
/// same sources; the packages have the start cache besides, which no two runs of Java make alike.
///
/// @param image laid out, with its runtime, all files of one time
/// @param cluster `lib/cluster`, which is unpacked over the image where a coordinator of a cluster
/// runs
/// @param out folder of the downloads
/// @param time of every file
/// @param module folder of the installer module
record LinuxPackages(
        Tree image, Tree cluster, Path out, String version, Instant time, Path module) {
    void make() throws IOException {
        Tool.need("tar", "tar");
        Tool.need("zstd", "zstd");
        Tool.need("dpkg-deb", "dpkg");
        Tool.need("rpmbuild", "rpm");
        tarball(image, "linux-" + arch("x64", "aarch64"));
        cluster.readable();
        cluster.at(time);
        tarball(cluster, "cluster");
        var work = out.resolveSibling("work");
        new Tree(work).delete();
        var root = work.resolve("root");
        Files.createDirectories(root.resolve("opt"));
        image.copyTo(root.resolve("opt/hearth"));
        desktop(root);
        StartCache.make(root.resolve("opt/hearth"));
        var tree = new Tree(root);
        tree.readable();
        tree.at(time);
        deb(work, tree);
        rpm(work, tree);
    }

    private void tarball(Tree packed, String kind) {
        var name = "hearth-" + version + "-" + kind + ".tar.zst";
        // The number of threads decides nothing of what zstd writes.
        var command =
                "tar --sort=name --format=gnu --mtime=@%d --owner=0 --group=0 --numeric-owner -cf - hearth | zstd -q -9 -T2 -f -o %s"
                        .formatted(time.getEpochSecond(), quoted(out.resolve(name)));
        Tool.run(packed.root().getParent(), Map.of(), List.of("sh", "-c", command));
    }

    /// What a desktop needs to know of us, besides the image.
    private void desktop(Path root) throws IOException {
        var linux = module.resolve("src/main/linux");
        copy(
                linux.resolve("hearth.desktop"),
                root.resolve("usr/share/applications/hearth.desktop"));
        var metainfo = root.resolve("usr/share/metainfo/network.hearth.Hearth.metainfo.xml");
        copy(linux.resolve("hearth.metainfo.xml"), metainfo);
        Files.writeString(
                metainfo,
                Files.readString(metainfo)
                        .replace("@VERSION@", version)
                        .replace("@DATE@", time.toString().substring(0, 10)));
        copy(linux.resolve("copyright"), root.resolve("usr/share/doc/hearth/copyright"));
        Files.createDirectories(root.resolve("usr/bin"));
        Files.createSymbolicLink(
                root.resolve("usr/bin/hearth"), Path.of("../../opt/hearth/bin/hearth"));
        new Icons(module.resolve("../app/src/main/resources/hearth/app/look/hearth.svg"))
                .theme(root.resolve("usr/share/icons/hicolor"));
    }

    private void deb(Path work, Tree tree) throws IOException {
        var control = tree.root().resolve("DEBIAN/control");
        Files.createDirectories(control.getParent());
        Files.writeString(
                control,
                Files.readString(module.resolve("src/main/linux/control"))
                        .replace("@VERSION@", debian())
                        .replace("@ARCH@", arch("amd64", "arm64"))
                        .replace("@SIZE@", Long.toString(tree.size() / 1024)));
        tree.readable();
        tree.at(time);
        var file = out.resolve("hearth_" + debian() + "_" + arch("amd64", "arm64") + ".deb");
        Tool.run(
                work,
                epoch(),
                List.of(
                        "dpkg-deb",
                        "--root-owner-group",
                        "-Zzstd",
                        "-z9",
                        "--build",
                        "root",
                        file.toString()));
        new Tree(control.getParent()).delete();
    }

    private void rpm(Path work, Tree tree) {
        var top = work.resolve("rpm");
        Tool.run(
                work,
                epoch(),
                List.of(
                        "rpmbuild",
                        "-bb",
                        "--quiet",
                        "--define",
                        "_topdir " + top,
                        "--define",
                        "_rpmdir " + out,
                        "--define",
                        "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm",
                        "--define",
                        "hearth_version " + version.replace('-', '~'),
                        "--define",
                        "hearth_root " + tree.root(),
                        module.resolve("src/main/linux/hearth.spec").toString()));
    }

    private Map<String, String> epoch() {
        return Map.of("SOURCE_DATE_EPOCH", Long.toString(time.getEpochSecond()));
    }

    private String debian() {
        return version.replace('-', '~');
    }

    private static String arch(String intel, String arm) {
        return System.getProperty("os.arch").equals("aarch64") ? arm : intel;
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
    }
}
