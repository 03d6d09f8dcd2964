package render

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pressbox/internal/plan"
)

func TestHelpNamesEveryFunctionTypeAndField(t *testing.T) {
	var b bytes.Buffer
	if err := Help(&b); err != nil {
		t.Fatal(err)
	}
	for _, f := range functionTable() {
		if !strings.Contains(b.String(), "\n"+f.signature+" ") {
			t.Errorf("no function %s", f.name)
		}
	}
	for name, typ := range dataTypes() {
		section := b.String()
		_, section, ok := strings.Cut(section, "\n"+name+"\n")
		if !ok {
			t.Errorf("no type %s", name)
			continue
		}
		section, _, _ = strings.Cut(section, "\n\n")
		for i := range typ.NumField() {
			if f := typ.Field(i); f.IsExported() && !f.Anonymous && !strings.Contains(section, "."+f.Name+" ") {
				t.Errorf("no field %s.%s", name, f.Name)
			}
		}
	}
	for _, line := range []string{"post.html", "PostPage", ".DocPath", "content/posts/…", "what every page knows"} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("no %q", line)
		}
	}
}

func TestFunctionsAreInOrderAndDescribed(t *testing.T) {
	table := functionTable()
	if !slices.IsSortedFunc(table, func(a, b function) int { return strings.Compare(a.name, b.name) }) {
		t.Error("the table of functions is not in order")
	}
	r := mustParse(t, "en", tiny()).For(&plan.Plan{Site: site()}, bodies{}, nil)
	for _, f := range table {
		if !strings.HasPrefix(f.signature, f.name) || !strings.HasSuffix(f.sentence, ".") || reflect.TypeOf(f.bind(r)).Kind() != reflect.Func {
			t.Errorf("%s: %s %s", f.name, f.signature, f.sentence)
		}
	}
}

func TestEveryPageHasADot(t *testing.T) {
	types := pageTypes()
	for _, page := range pages {
		if types[page] == nil {
			t.Errorf("no data for %s", page)
		}
	}
	if len(types) != len(pages) {
		t.Error("data for pages that do not exist")
	}
}
