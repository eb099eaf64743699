use super::{Act, Step, steps};

fn typed(line: usize, command: &str, shown: &[&str]) -> Step {
    let shown = shown.iter().map(|line| (*line).to_owned()).collect();
    Step { line, act: Act::Type { command: command.to_owned(), shown } }
}

#[test]
fn a_page_is_commands_with_what_comes_of_them_and_changes() {
    let page = "\
Text.

```console
$ one
said
…
$ two <<'END'
$ no command
END
$ three \\
    more
```

```sh
# only a comment
four   # with a comment
```

```text
shown of four
```

```text
of nothing
```

In `a/b.yaml` of `x`:

```diff
 same
-old
+new
```
";
    let change = Act::Change {
        file: "a/b.yaml".to_owned(),
        old: "same\nold\n".to_owned(),
        new: "same\nnew\n".to_owned(),
    };
    let expected = [
        typed(4, "one", &["said", "…"]),
        typed(7, "two <<'END'\n$ no command\nEND", &[]),
        typed(10, "three \\\n    more", &[]),
        typed(16, "four   # with a comment", &["…", "shown of four", "…"]),
        Step { line: 30, act: change },
    ];
    assert_eq!(steps(page), expected);
}
