package hearth.trainer.strangers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads TorchScript source as libtorch would and refuses every word that it does not know to be
/// harmless: functions of numbers and tensors that are computed from their arguments alone. What
/// reads or writes files, talks to others, draws random numbers, starts work of its own, gives
/// memory that nobody wrote, or looks at memory in another shape than its tensor's is not among
/// them, and neither is anything that is not on the list.
final class ProgramText {
    private static final int MOST_CHARACTERS = 1 << 18;
    private static final int MOST_TOKENS = 50_000;
    private static final int DEEPEST = 24;
    private static final int LONGEST_NAME = 40;

    /// A name, a number, a short plain word in quotes, spaces and comments, or one sign.
    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<name>[A-Za-z_][A-Za-z_0-9]*)"
                            + "|(?<number>[0-9]+(?:\\.[0-9]*)?(?:e-?[0-9]+)?)"
                            + "|(?<text>\"[a-z_]{1,20}\")"
                            + "|(?<space> +|#[^\\n]*)"
                            + "|(?<line>\\n)"
                            + "|(?<sign>[-()\\[\\]:,.=+*/%<>!&|~])");

    private static final Pattern LOCAL = Pattern.compile("[a-z][a-z0-9_]*");

    private enum Kind {
        NAME,
        NUMBER,
        TEXT,
        LINE,
        SIGN
    }

    private record Token(Kind kind, String text, int line) {
        boolean is(String other) {
            return text.equals(other);
        }
    }

    private static final class Objection extends Exception {
        private static final long serialVersionUID = 1;

        Objection(int line, String what) {
            super("line " + line + ": " + what, null, false, false);
        }
    }

    private final List<Token> tokens;

    private ProgramText(List<Token> tokens) {
        this.tokens = tokens;
    }

    /// @return the first thing that is not allowed, with its line
    static Optional<String> objection(String source) {
        try {
            new ProgramText(tokens(source)).check();
            return Optional.empty();
        } catch (Objection e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<Token> tokens(String source) throws Objection {
        if (source.length() > MOST_CHARACTERS) {
            throw new Objection(1, "too long");
        }
        var tokens = new ArrayList<Token>();
        var matcher = TOKEN.matcher(source);
        int line = 1;
        for (int at = 0; at < source.length(); at = matcher.end()) {
            if (!matcher.region(at, source.length()).lookingAt()) {
                throw new Objection(line, "a character that programs do not need");
            }
            var text = matcher.group();
            if (matcher.group("line") != null) {
                tokens.add(new Token(Kind.LINE, text, line++));
            } else if (matcher.group("name") != null) {
                tokens.add(new Token(Kind.NAME, text, line));
            } else if (matcher.group("number") != null) {
                tokens.add(new Token(Kind.NUMBER, text, line));
            } else if (matcher.group("text") != null) {
                tokens.add(new Token(Kind.TEXT, text, line));
            } else if (matcher.group("sign") != null) {
                tokens.add(new Token(Kind.SIGN, text, line));
            } else if (text.startsWith("#") && !plain(text)) {
                // libtorch reads types out of comments.
                throw new Objection(line, "a comment that is not a plain sentence");
            }
            if (tokens.size() > MOST_TOKENS) {
                throw new Objection(line, "too many words");
            }
        }
        return tokens;
    }

    private static boolean plain(String comment) {
        return comment.chars().allMatch(c -> c >= ' ' && c <= '~') && !comment.contains("type:");
    }

    private void check() throws Objection {
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            switch (token.kind()) {
                case NAME -> name(i);
                case SIGN -> {
                    depth += token.is("(") || token.is("[") ? 1 : 0;
                    depth -= token.is(")") || token.is("]") ? 1 : 0;
                    if (depth < 0 || depth > DEEPEST) {
                        throw new Objection(token.line(), "brackets that do not fit or too many");
                    }
                    if (token.is("(")) {
                        called(i, depth);
                    } else if (token.is(".")) {
                        dotted(i);
                    }
                }
                case NUMBER, TEXT, LINE -> {}
            }
        }
    }

    private void name(int at) throws Objection {
        var name = tokens.get(at);
        if (name.text().length() > LONGEST_NAME) {
            throw new Objection(name.line(), "a name that is too long");
        }
        if (is(at - 1, ".")) {
            member(at);
        } else if (name.is("torch") || name.is("__torch__")) {
            if (!is(at + 1, ".")) {
                throw forbidden(name, name.text() + " by itself");
            }
        } else if (Vocabulary.NEVER.contains(name.text()) || !isKnown(name.text())) {
            throw forbidden(name, name.text());
        } else if (is(at + 1, ".") && !isValue(at)) {
            throw forbidden(name, name.text() + " before a dot");
        }
    }

    private static boolean isKnown(String name) {
        return Vocabulary.KEYWORDS.contains(name)
                || Vocabulary.TYPES.contains(name)
                || LOCAL.matcher(name).matches();
    }

    /// Behind a dot: an operator of torch, a function of a module of ours, or a method.
    private void member(int at) throws Objection {
        var name = tokens.get(at);
        var owner = at >= 2 ? tokens.get(at - 2) : name;
        boolean first = !is(at - 3, ".");
        if (first && owner.is("torch")) {
            if (!Vocabulary.OPERATORS.contains(name.text()) || is(at + 1, ".")) {
                throw forbidden(name, "torch." + name.text());
            }
        } else if (first && owner.is("__torch__")) {
            if (!Vocabulary.MODULES.contains(name.text()) || !is(at + 1, ".")) {
                throw forbidden(name, "__torch__." + name.text());
            }
        } else if (at >= 4 && is(at - 3, ".") && tokens.get(at - 4).is("__torch__")) {
            if (!LOCAL.matcher(name.text()).matches() || is(at + 1, ".")) {
                throw forbidden(name, name.text());
            }
        } else if (!Vocabulary.METHODS.contains(name.text()) || !is(at + 1, "(")) {
            throw forbidden(name, "." + name.text());
        }
    }

    /// What a dot joins stands beside it.
    private void dotted(int at) throws Objection {
        boolean after =
                at > 0
                        && (tokens.get(at - 1).kind() == Kind.NAME
                                || is(at - 1, ")")
                                || is(at - 1, "]"));
        boolean before = at + 1 < tokens.size() && tokens.get(at + 1).kind() == Kind.NAME;
        if (!after || !before) {
            throw new Objection(tokens.get(at).line(), "a dot that joins no names");
        }
    }

    /// A call must name what it calls.
    private void called(int at, int depth) throws Objection {
        if (at == 0) {
            return;
        }
        var before = tokens.get(at - 1);
        switch (before.kind()) {
            case NAME -> {
                boolean member = is(at - 2, ".");
                boolean defined = at >= 2 && tokens.get(at - 2).is("def");
                boolean group = Vocabulary.KEYWORDS.contains(before.text());
                if (!member
                        && !defined
                        && !group
                        && !Vocabulary.FUNCTIONS.contains(before.text())) {
                    throw forbidden(before, before.text() + "()");
                }
            }
            case SIGN -> {
                if (before.is(")") || before.is("]") || before.is(".")) {
                    throw new Objection(before.line(), "a call of something without a name");
                }
            }
            case NUMBER, TEXT ->
                    throw new Objection(before.line(), "a call of something without a name");
            case LINE -> {
                if (depth > 1) {
                    throw new Objection(before.line(), "a bracket on a line of its own");
                }
            }
        }
    }

    private boolean isValue(int at) {
        var name = tokens.get(at).text();
        return LOCAL.matcher(name).matches()
                && !Vocabulary.KEYWORDS.contains(name)
                && !Vocabulary.FUNCTIONS.contains(name);
    }

    private boolean is(int at, String text) {
        return at >= 0 && at < tokens.size() && tokens.get(at).is(text);
    }

    private static Objection forbidden(Token where, String what) {
        return new Objection(where.line(), what + " is not allowed");
    }
}
