package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A vocabulary is what schema.org says of types and properties.
type vocabulary struct {
	parents    map[string][]string            // of a type
	properties map[string]map[string][]string // of a type itself: what values may be
}

// schemaOrg reads the vocabulary from the TypeScript types that schema-dts, in
// tools/node, makes of schema.org's own definition.
func schemaOrg(t *testing.T) *vocabulary {
	t.Helper()
	file := filepath.Join(repository(), "tools", "node", "node_modules", "schema-dts", "dist", "schema.d.ts")
	text, err := os.ReadFile(file)
	if err != nil {
		missing(t, file)
	}
	v := &vocabulary{map[string][]string{}, map[string]map[string][]string{}}
	// A type with properties of its own is NameBase, and each that can stand in
	// "@type" is NameLeaf.
	kind := regexp.MustCompile(`^(?:export )?interface (\w+?)(Base|Leaf) extends (.*) \{$`)
	property := regexp.MustCompile(`^    "(\w+)"\?: SchemaValue<(.*), "\w+">;$`)
	name, base := "", false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if m := kind.FindStringSubmatch(line); m != nil {
			name, base = m[1], m[2] == "Base"
			for parent := range strings.SplitSeq(m[3], ", ") {
				if parent, ok := strings.CutSuffix(parent, "Base"); ok && parent != name {
					v.parents[name] = append(v.parents[name], parent)
				}
			}
			if v.properties[name] == nil {
				v.properties[name] = map[string][]string{}
			}
		} else if m := property.FindStringSubmatch(line); m != nil && base {
			v.properties[name][m[1]] = strings.Split(m[2], " | ")
		}
	}
	if len(v.properties) < 800 {
		t.Fatalf("%s has %d types only", file, len(v.properties))
	}
	return v
}

// is reports whether one type is another, or of its kind.
func (v *vocabulary) is(name, other string) bool {
	return name == other || slices.ContainsFunc(v.parents[name], func(parent string) bool { return v.is(parent, other) })
}

// of returns what a property of a type may be; nil when it has none of that name.
func (v *vocabulary) of(name, property string) []string {
	if want := v.properties[name][property]; want != nil {
		return want
	}
	for _, parent := range v.parents[name] {
		if want := v.of(parent, property); want != nil {
			return want
		}
	}
	return nil
}

// fault says why a value cannot be what is wanted; empty when it can. kinds are the
// types of things by their id.
func (v *vocabulary) fault(want []string, value any, kinds map[string]map[string]bool) string {
	switch value := value.(type) {
	case string:
		for _, w := range want {
			switch w {
			case "Text":
				return ""
			case "URL", "Thing": // which may be named by its address alone
				if strings.HasPrefix(value, "https://") || strings.HasPrefix(value, "http://") {
					return ""
				}
			case "Date", "DateTime":
				layout := map[string]string{"Date": time.DateOnly, "DateTime": time.RFC3339}[w]
				if _, err := time.Parse(layout, value); err == nil {
					return ""
				}
			}
		}
	case float64:
		if slices.Contains(want, "Integer") || slices.Contains(want, "Number") || slices.Contains(want, "QuantitativeValue") {
			return ""
		}
	case map[string]any:
		found := kinds[fmt.Sprint(value["@id"])]
		if kind, ok := value["@type"].(string); ok {
			found = map[string]bool{kind: true}
		}
		for kind := range found {
			if slices.ContainsFunc(want, func(w string) bool { return v.is(kind, w) }) {
				return ""
			}
		}
		return fmt.Sprintf("is a %v, want %s", found, strings.Join(want, " or "))
	}
	return fmt.Sprintf("is %v, want %s", value, strings.Join(want, " or "))
}

// TestStructuredDataFitsSchemaOrg asks the vocabulary of every type, property and value.
func TestStructuredDataFitsSchemaOrg(t *testing.T) {
	t.Parallel()
	v := schemaOrg(t)
	p := publishSite(t, withAll(t))
	pages := p.pages()
	kinds := map[string]map[string]bool{}
	each := func(visit func(page string, node map[string]any)) {
		for name, l := range pages {
			for _, top := range l.graph {
				walkLD(top, func(_ string, value any) {
					if node, ok := value.(map[string]any); ok {
						visit(name, node)
					}
				})
			}
		}
	}
	each(func(_ string, node map[string]any) {
		if kind, ok := node["@type"].(string); ok && node["@id"] != nil {
			id := fmt.Sprint(node["@id"])
			if kinds[id] == nil {
				kinds[id] = map[string]bool{}
			}
			kinds[id][kind] = true
		}
	})
	asked := 0
	each(func(page string, node map[string]any) {
		kind, ok := node["@type"].(string)
		if !ok {
			return // it only names something
		}
		if v.properties[kind] == nil {
			t.Errorf("%s: there is no %s", page, kind)
			return
		}
		for property, value := range node {
			if strings.HasPrefix(property, "@") {
				continue
			}
			want := v.of(kind, property)
			if want == nil {
				t.Errorf("%s: a %s has no %s", page, kind, property)
				continue
			}
			list, many := value.([]any)
			if !many {
				list = []any{value}
			}
			for _, one := range list {
				asked++
				if why := v.fault(want, one, kinds); why != "" {
					t.Errorf("%s: %s of a %s %s", page, property, kind, why)
				}
			}
		}
	})
	if asked < 1000 {
		t.Errorf("only %d values were asked for", asked)
	}
	// The vocabulary tells what is wrong.
	if v.of("NewsArticle", "correction") == nil || v.of("NewsArticle", "birthDate") != nil || v.is("NewsArticle", "Person") || !v.is("SportsTeam", "Organization") ||
		v.fault(v.of("NewsArticle", "datePublished"), "yesterday", nil) == "" || v.fault(v.of("NewsArticle", "publisher"), map[string]any{"@type": "ImageObject"}, nil) == "" {
		t.Error("anything fits the vocabulary")
	}
}
