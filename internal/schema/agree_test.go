package schema

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
)

// samples are values of every shape. Numbers that a reader of YAML knows by another
// text than what was written, such as 0x10, are not among them: a build knows the text.
var samples = []string{
	`x`, `"x y"`, `""`, `" "`, `~`, `null`, ``, `true`, `false`, `yes`, `no`, `"true"`, `0`, `1`, `-1`, `1.5`, `2022`, `"5"`,
	`2022-11-01`, `2022-11`, `2022-13-45`, `2022-11-01 17:05`, `2022-11-01T17:05:00Z`, `"2022-11-01 17:05:00 -0400"`, `"November 1"`, `2022-11-01T17:05:00.123-04:00`, `"2022-11-01 7:05"`, `"2022-11-01T17:05-04"`,
	`https://example.org/`, `http://example.org`, `/about/`, `"javascript:alert(1)"`, `"#003594"`, `"#fff"`, `"003594"`, `red`, `rumor`, `official`, `undrafted`, `USD`, `usd`, `03-15`, `1,000`, `"1_000"`,
	`[]`, `[x]`, `[x, y]`, `[1, 2]`, `[[x]]`, `[~]`, `[true]`, `[""]`, `{}`, `{x: y}`, `{name: x}`, `[{name: x}]`, `[{x: y}]`, `{name: x, from: 2022}`, `{name: x, from: soon}`, `[{name: x, from: 2020-01-01, to: 2021}]`,
	`{url: "https://x.example/"}`, `{outlet: x}`, `{name: x, outlet: y, url: "https://x.example/", date: 2022-11-01}`, `{name: x, url: "x"}`,
	`{date: 2022-11-01, text: x}`, `[{date: 2022-11-01, text: x}]`, `[{date: 2022-11-01}]`, `[{text: x}]`, `{date: 2022-11-01, reason: x}`, `{reason: x}`,
	`{src: x}`, `{src: x, alt: y, credit: z}`, `{alt: x}`, `{year: 2020, round: 2, pick: 52, team: x}`, `{year: x}`, `{round: 2}`, `{year: 2020, round: -1}`,
	`[{team: x}]`, `{team: x, from: 2020}`, `[{from: 2020}]`, `[{years: 4}]`, `[{years: 4, total: 10, bonus: "5,000"}]`, `[{years: 0}]`, `[{years: 4, total: x}]`, `[{years: 4, total: -1}]`,
	`[{season: 2022}]`, `{season: 2022, games: 5, rushing: {yards: 1}}`, `[{season: x}]`, `[{season: 2022, games: x}]`, `[{season: 2022, rushing: 5}]`,
	`True`, `"FALSE"`, `Undrafted`, `" 2022 "`, `" 2022-11-01"`, `" #fff "`, `"HTTPS://x.example/a"`, `"https://x y/"`, `"https://"`, `"https://x.example/<"`, `"a b"`, `/x/`, `/a:b`, `"//x.example/"`,
	`2022-02-30`, `2023-02-29`, `2024-02-29`, `2000-02-29`, `1900-02-29`, `2022-04-31`, `"2022-11-01T17:05:00+25:00"`, `"2022-11-01T17:05:00+14:60"`, `[{}]`, `{x: ""}`, `{x: " "}`,
	`{primary: "#fff", accent: "#003594"}`, `{primary: red}`, `{accent: "#fff", secondary: "#fff"}`,
}

// TestSchemaAgreesWithTheBuild writes every sample behind every key of every kind, at
// every depth, and asks both whether it may stand there.
func TestSchemaAgreesWithTheBuild(t *testing.T) {
	asked := 0
	for _, kind := range Kinds() {
		s, top := compile(t, kind), table()[kind]
		walk(top, nil, func(path []string, o *object) {
			for _, k := range o.keys {
				for _, sample := range samples {
					asked++
					text := written(top, path, k.names[0], sample)
					v, err := fromYAML([]byte(text))
					if err != nil {
						t.Fatalf("%s: %v", text, err)
					}
					where := strings.Join(append([]string{kind}, append(path, k.names[0])...), ".")
					wrong := refused(kind, text)
					if s.Validate(v) != nil {
						if len(wrong) == 0 {
							t.Errorf("the schema refuses %s: %s", where, sample)
						}
						continue
					}
					for _, p := range wrong {
						if !elsewhere(p) {
							t.Errorf("the schema accepts %s: %s, and the build says %s", where, sample, p)
						}
					}
				}
			}
		})
	}
	if asked < 10_000 {
		t.Errorf("only %d were asked", asked)
	}
}

// written is a document with a value behind a key where path leads, and beside it what
// has to be given.
func written(o *object, path []string, name, value string) string {
	var b strings.Builder
	for depth := 0; ; depth++ {
		indent := strings.Repeat("  ", depth)
		next := name
		if depth < len(path) {
			next = path[depth]
		}
		var inner *object
		one := o.one
		for _, k := range o.keys {
			if k.names[0] == next {
				for _, s := range k.want {
					if s.object != nil {
						inner = s.object
					}
				}
				continue
			}
			if k.need || len(one) > 0 && one[0] == k.names[0] && !slices.Contains(one, next) {
				value, ok := right[k.names[0]]
				if !ok {
					value = "x"
				}
				b.WriteString(indent + k.names[0] + ": " + value + "\n")
			}
		}
		if depth == len(path) {
			b.WriteString(indent + name + ": " + value + "\n")
			return b.String()
		}
		b.WriteString(indent + next + ":\n")
		o = inner
	}
}

// right is a value that may stand behind a key that has to be given.
var right = map[string]string{
	"date": "2022-11-01", "base_url": "https://example.org/", "season": "2022", "years": "2", "year": "2020", "signed": "2022", "type": "folder",
}

// refused returns the errors of a build of one document.
func refused(kind, text string) problem.List {
	var problems problem.List
	if kind == "site" {
		_, problems = config.Parse([]byte(text))
	} else {
		of := kinds[kind]
		file := "content/" + of.Folder() + "/x.md"
		v, wrong := meta.ParseYAML(file, []byte(text), 1)
		cfg, _ := config.Parse([]byte("title: x\nbase_url: https://example.org/\n"))
		_, more := newsroom.Assemble([]*content.Document{{Path: file, Kind: of, Meta: meta.Pack(v), Parts: new(markdown.Parts)}}, nil, cfg, newsroom.Options{Now: time.Date(2023, 11, 1, 0, 0, 0, 0, time.UTC)})
		problems = append(wrong, more...)
	}
	return slices.DeleteFunc(problems, func(p problem.Problem) bool { return p.Severity != problem.Error })
}

// elsewhere reports whether p hangs on other documents and files, or on a list that no
// schema holds, so that an editor cannot know of it.
func elsewhere(p problem.Problem) bool {
	return slices.Contains([]string{problem.UnknownID, problem.BadImage, problem.NearName, problem.AmbiguousName, problem.AliasPath, problem.BadSlug}, p.Rule) ||
		strings.Contains(p.Text, "looks like a path") || strings.HasPrefix(p.Text, "unknown timezone")
}

var kinds = map[string]content.Kind{
	"post": content.Post, "player": content.Player, "team": content.Team, "source": content.Source,
	"author": content.Author, "story": content.Story, "league": content.League, "page": content.Page,
}
