import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

/// Draws `hearth.svg` in every size that a desktop asks for. It reads of SVG what that file uses: a
/// rounded tile with two stops of colour, and one path of the commands M, C, H, V and Z.
final class Icons {
    private static final List<Integer> SIZES = List.of(16, 22, 24, 32, 48, 64, 128, 256, 512);
    private final String svg;

    Icons(Path file) throws IOException {
        svg = Files.readString(file);
    }

    /// `SIZExSIZE/apps/hearth.png` and `scalable/apps/hearth.svg`, as a theme of icons has them.
    void theme(Path folder) throws IOException {
        for (int size : SIZES) {
            var file = folder.resolve(size + "x" + size + "/apps/hearth.png");
            Files.createDirectories(file.getParent());
            Files.write(file, png(size));
        }
        var scalable = folder.resolve("scalable/apps/hearth.svg");
        Files.createDirectories(scalable.getParent());
        Files.writeString(scalable, svg);
    }

    /// An icon of Windows: a folder of pictures.
    void windows(Path file) throws IOException {
        var sizes = List.of(16, 24, 32, 48, 64, 256);
        var pictures = sizes.stream().map(this::png).toList();
        var head = ByteBuffer.allocate(6 + 16 * sizes.size()).order(ByteOrder.LITTLE_ENDIAN);
        head.putShort((short) 0).putShort((short) 1).putShort((short) sizes.size());
        int offset = head.capacity();
        for (int i = 0; i < sizes.size(); i++) {
            byte edge = (byte) (sizes.get(i) % 256);
            head.put(edge).put(edge).putShort((short) 0).putShort((short) 1).putShort((short) 32);
            head.putInt(pictures.get(i).length).putInt(offset);
            offset += pictures.get(i).length;
        }
        write(file, head.array(), pictures);
    }

    /// An icon of macOS.
    void mac(Path file) throws IOException {
        var pictures = new ByteArrayOutputStream();
        for (var kind : List.of("ic07:128", "ic08:256", "ic09:512", "ic10:1024")) {
            byte[] png = png(Integer.parseInt(kind.substring(5)));
            pictures.writeBytes(kind.substring(0, 4).getBytes());
            pictures.writeBytes(ByteBuffer.allocate(4).putInt(png.length + 8).array());
            pictures.writeBytes(png);
        }
        var head = ByteBuffer.allocate(8).put("icns".getBytes()).putInt(pictures.size() + 8);
        write(file, head.array(), List.of(pictures.toByteArray()));
    }

    private static void write(Path file, byte[] head, List<byte[]> rest) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            out.write(head);
            for (byte[] part : rest) {
                out.write(part);
            }
        }
    }

    private byte[] png(int size) {
        var picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        var pen = picture.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        float tile = Float.parseFloat(found("viewBox=\"0 0 (\\d+) "));
        pen.scale(size / tile, size / tile);
        var stops = Pattern.compile("stop-color=\"(#\\w+)\"").matcher(svg).results().toList();
        pen.setPaint(
                new GradientPaint(
                        0,
                        0,
                        Color.decode(stops.get(0).group(1)),
                        tile,
                        tile,
                        Color.decode(stops.get(1).group(1))));
        float round = 2 * Float.parseFloat(found("rx=\"([\\d.]+)\""));
        pen.fill(new RoundRectangle2D.Float(0, 0, tile, tile, round, round));
        pen.setPaint(Color.WHITE);
        var place = found("translate\\(([\\d. ]+)\\)").split(" ");
        pen.transform(
                AffineTransform.getTranslateInstance(
                        Double.parseDouble(place[0]), Double.parseDouble(place[1])));
        pen.fill(path(found(" d=\"([^\"]+)\"")));
        pen.dispose();
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private String found(String pattern) {
        var matcher = Pattern.compile(pattern).matcher(svg);
        if (!matcher.find()) {
            throw new IllegalStateException("hearth.svg has no " + pattern);
        }
        return matcher.group(1);
    }

    private static Path2D path(String commands) {
        var path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        var parts = Pattern.compile("([MCHVZ])([^MCHVZ]*)").matcher(commands);
        while (parts.find()) {
            double[] at = numbers(parts.group(2));
            var here = path.getCurrentPoint();
            switch (parts.group(1)) {
                case "M" -> path.moveTo(at[0], at[1]);
                case "H" -> path.lineTo(at[0], here.getY());
                case "V" -> path.lineTo(here.getX(), at[0]);
                case "Z" -> path.closePath();
                default -> {
                    for (int i = 0; i < at.length; i += 6) {
                        path.curveTo(at[i], at[i + 1], at[i + 2], at[i + 3], at[i + 4], at[i + 5]);
                    }
                }
            }
        }
        return path;
    }

    private static double[] numbers(String text) {
        try (var scanner = new Scanner(text)) {
            return scanner.tokens().mapToDouble(Double::parseDouble).toArray();
        }
    }
}
