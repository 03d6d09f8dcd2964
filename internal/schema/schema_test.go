package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
)

// TestSchemaNamesExactlyTheKeysThatAreRead offers every word in the source of the
// readers as a key, at every place of the table where keys are known. Those that
// are not reported as unknown have to be those of the table.
func TestSchemaNamesExactlyTheKeysThatAreRead(t *testing.T) {
	offered := sourceWords(t, "newsroom", "config")
	places := 0
	for kind, top := range table() {
		walk(top, nil, func(path []string, o *object) {
			places++
			var want []string
			for _, k := range o.keys {
				want = append(want, k.names...)
			}
			for _, name := range want {
				if !slices.Contains(offered, name) {
					t.Errorf("%s %v: nobody reads %q", kind, path, name)
				}
			}
			unknown := unknownKeys(t, kind, path, offered)
			var read []string
			for _, name := range offered {
				if !unknown[name] {
					read = append(read, name)
				}
			}
			slices.Sort(want)
			if !slices.Equal(read, want) {
				t.Errorf("%s %v: read are\n%v\nand the table has\n%v", kind, path, read, want)
			}
		})
	}
	if places < 30 || len(offered) < 200 {
		t.Errorf("%d words were offered at %d places, so the test looks at too little", len(offered), places)
	}
}

// walk calls visit for every object below top whose keys are known. The path names
// keys, with [] where a list is between.
func walk(top *object, path []string, visit func([]string, *object)) {
	visit(path, top)
	for _, k := range top.keys {
		for _, s := range k.want {
			if s.object != nil && s.object.keys != nil && k.names[0] != "rules" {
				walk(s.object, append(slices.Clone(path), k.names[0]), visit)
			}
		}
	}
}

// unknownKeys returns which of the offered keys are unknown where path leads.
func unknownKeys(t *testing.T, kind string, path, offered []string) map[string]bool {
	t.Helper()
	doc := map[string]any{}
	for _, name := range offered {
		doc[name] = "x"
	}
	for _, key := range slices.Backward(path) {
		doc = map[string]any{key: doc}
	}
	for _, k := range table()[kind].keys {
		if _, given := doc[k.names[0]]; k.need && !given {
			doc[k.names[0]] = "x"
		}
	}
	src, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	var problems problem.List
	if kind == "site" {
		_, problems = config.Parse(src)
	} else {
		of := kinds[kind]
		file := "content/" + of.Folder() + "/x.md"
		v, wrong := meta.ParseJSON(file, src, 1)
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		cfg, _ := config.Parse([]byte("title: x\nbase_url: https://example.org/\n"))
		_, problems = newsroom.Assemble([]*content.Document{{Path: file, Kind: of, Meta: meta.Pack(v), Parts: new(markdown.Parts)}}, nil, cfg, newsroom.Options{Now: time.Date(2022, 11, 1, 0, 0, 0, 0, time.UTC)})
	}
	unknown := map[string]bool{}
	for _, p := range problems {
		if quoted, ok := strings.CutPrefix(p.Text, "unknown key "); ok && p.Rule == problem.UnknownKey {
			name, err := strconv.Unquote(quoted)
			if err != nil {
				t.Fatal(p.Text)
			}
			unknown[name] = true
		}
	}
	return unknown
}

// sourceWords returns every string in the source of packages that could be a key.
func sourceWords(t *testing.T, packages ...string) []string {
	t.Helper()
	found := map[string]bool{}
	shape := regexp.MustCompile(`^[a-z][a-z_]*$`)
	for _, name := range packages {
		files, err := filepath.Glob(filepath.Join("..", name, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
					if s, err := strconv.Unquote(l.Value); err == nil && shape.MatchString(s) {
						found[s] = true
					}
				}
				return true
			})
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func compile(t *testing.T, kind string) *jsonschema.Schema {
	t.Helper()
	text, ok := Of(kind)
	if !ok {
		t.Fatalf("no schema of a %s", kind)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(kind+".json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(kind + ".json")
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return s
}

// TestDemonstrationFitsItsSchemas holds every document of the demonstration to the
// schema of its kind.
func TestDemonstrationFitsItsSchemas(t *testing.T) {
	schemas := map[string]*jsonschema.Schema{}
	for _, kind := range Kinds() {
		schemas[kind] = compile(t, kind)
	}
	folders := map[string]string{
		"posts": "post", "players": "player", "teams": "team", "sources": "source",
		"authors": "author", "stories": "story", "leagues": "league", "pages": "page",
	}
	seen := map[string]int{}
	top := filepath.Join("..", "..", "content")
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		rel, err := filepath.Rel(top, path)
		if err != nil {
			return err
		}
		folder, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		v, err := frontMatter(text)
		if err != nil {
			t.Errorf("%s: %v", rel, err)
		} else if err := schemas[folders[folder]].Validate(v); err != nil {
			t.Errorf("%s: %v", rel, err)
		}
		seen[folders[folder]]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"post", "player", "team", "source", "author", "story", "page"} {
		if seen[kind] == 0 {
			t.Errorf("no %s was looked at", kind)
		}
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "site.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	v, err := fromYAML(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := schemas["site"].Validate(v); err != nil {
		t.Error(err)
	}
}

// TestSchemaRefusesMistakes holds schemas to tell a writer what a build would.
func TestSchemaRefusesMistakes(t *testing.T) {
	for _, c := range []struct{ kind, text string }{
		{"post", "title: A\ndate: 2022-11-01\nplayr: Cam Akers"},
		{"post", "date: 2022-11-01"},
		{"post", "title: A\ndate: November"},
		{"post", "title: A\ndate: 2022-11-01\nstatus: maybe"},
		{"post", "title: A\ndate: 2022-11-01\nplayer: A\nplayers: [B]"},
		{"post", "title: A\ndate: 2022-11-01\nsource: {name: A, link: b}"},
		{"player", "position: RB"},
		{"player", "name: A\nteams: [{from: 2020}]"},
		{"player", "name: A\nstats: [{season: 2022, rushing: {yards: [1]}}]"},
		{"team", "name: A\ncolors: {primary: blue}"},
		{"league", "name: A\ncurrency: dollars"},
		{"site", "title: A\nbase_url: example.org"},
		{"site", "title: A\nbase_url: https://example.org\nrules: {no-rule: off}"},
	} {
		v, err := fromYAML([]byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if compile(t, c.kind).Validate(v) == nil {
			t.Errorf("a %s may be\n%s", c.kind, c.text)
		}
	}
}

// frontMatter reads front matter as an editor does, which knows numbers.
func frontMatter(text []byte) (any, error) {
	if rest, ok := bytes.CutPrefix(text, []byte("+++\n")); ok {
		matter, _, _ := bytes.Cut(rest, []byte("\n+++"))
		var v map[string]any
		if err := toml.Unmarshal(matter, &v); err != nil {
			return nil, err
		}
		return bare(v), nil
	}
	if rest, ok := bytes.CutPrefix(text, []byte("---\n")); ok {
		matter, _, _ := bytes.Cut(rest, []byte("\n---"))
		return fromYAML(matter)
	}
	var v any
	err := json.NewDecoder(bytes.NewReader(text)).Decode(&v)
	return v, err
}

// bare makes text of the dates of TOML.
func bare(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = bare(v[k])
		}
		return v
	case []any:
		for i := range v {
			v[i] = bare(v[i])
		}
		return v
	case time.Time:
		return v.Format(time.RFC3339)
	case fmt.Stringer:
		return strings.Replace(v.String(), "T", " ", 1)
	}
	return v
}

// fromYAML reads YAML 1.2, where a date is text.
func fromYAML(text []byte) (any, error) {
	var n yaml.Node
	if err := yaml.Unmarshal(text, &n); err != nil {
		return nil, err
	}
	return fromNode(&n)
}

func fromNode(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.DocumentNode:
		return fromNode(n.Content[0])
	case yaml.AliasNode:
		return fromNode(n.Alias)
	case yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			v, err := fromNode(c)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			v, err := fromNode(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			m[n.Content[i].Value] = v
		}
		return m, nil
	}
	if n.ShortTag() == "!!timestamp" {
		return n.Value, nil
	}
	var v any
	err := n.Decode(&v)
	return v, err
}
