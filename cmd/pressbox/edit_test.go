package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestIncrementalBuildEqualsCleanOne makes random edits to the demonstration and
// builds after each: over what stands, and from nothing.
func TestIncrementalBuildEqualsCleanOne(t *testing.T) {
	t.Parallel()
	edits := 16
	if testing.Short() {
		edits = 6
	}
	dir := demo(t)
	out := filepath.Join(t.TempDir(), "out")
	random := rand.New(rand.NewPCG(11, 4))
	failed := 0
	for i := range edits {
		did := edit(t, dir, random, i)
		status, _, stderr := command(t, "build", "-C", dir, "-o", out, "--now", noon)
		// An edit can break the site. Then it has to be broken for a clean build, too.
		fresh := t.TempDir()
		if err := os.CopyFS(fresh, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(filepath.Join(fresh, ".pressbox")); err != nil {
			t.Fatal(err)
		}
		clean := filepath.Join(t.TempDir(), "clean")
		freshStatus, _, freshErr := command(t, "build", "-C", fresh, "-o", clean, "--now", noon)
		if status != freshStatus || stderr != freshErr {
			t.Fatalf("edit %d, %s: exit status %d over what stands and %d from nothing:\n%s\n%s", i, did, status, freshStatus, stderr, freshErr)
		}
		if status != 0 {
			failed++
			continue
		}
		if diff := diffTrees(mustTree(t, clean), mustTree(t, out)); diff != "" {
			t.Fatalf("edit %d, %s: a clean build differs from one over what stands:\n%s", i, did, diff)
		}
	}
	if failed > edits/2 {
		t.Errorf("%d of %d edits broke the site, so little was tested", failed, edits)
	}
}

// edit changes one thing in the site and says what.
func edit(t *testing.T, dir string, random *rand.Rand, n int) string {
	t.Helper()
	tree := mustTree(t, filepath.Join(dir, "content"))
	var docs []string
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		if strings.HasSuffix(name, ".md") {
			docs = append(docs, name)
		}
	}
	pick := func(prefix string) string {
		var some []string
		for _, name := range docs {
			if strings.HasPrefix(name, prefix) {
				some = append(some, name)
			}
		}
		return some[random.IntN(len(some))]
	}
	write := func(name, text string) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range docs {
		if text := string(tree[name]); strings.Contains(text, "colours:") {
			write("content/"+name, strings.Replace(text, "colours:", "colors:", 1))
			return "a record is mended: " + name
		}
	}
	switch random.IntN(9) {
	case 0:
		name := pick("posts/")
		write("content/"+name, string(tree[name])+fmt.Sprintf("\nA line %d more.\n", n))
		return "a body grows: " + name
	case 1:
		name := pick("posts/")
		text := string(tree[name])
		for _, key := range []string{"title: ", "title = \"", "\"title\": \""} {
			text = strings.Replace(text, key, key+"New ", 1)
		}
		write("content/"+name, text)
		return "a title changes: " + name
	case 2:
		write(fmt.Sprintf("content/posts/2022/11/new-%d.md", n), fmt.Sprintf(
			"---\ntitle: New %d\ndate: 2022-11-%02d\nplayer: [Cam Akers, Somebody %d]\ntags: [new]\n---\n\nSee [[Cam Akers]].\n", n, 1+random.IntN(28), n))
		return "a post is added"
	case 3:
		name := fmt.Sprintf("content/posts/2022/11/new-%d.md", random.IntN(n+1))
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			return "nothing"
		}
		return "a post is removed: " + name
	case 4:
		name := pick("teams/")
		write("content/"+name, strings.Replace(string(tree[name]), "colors:", "colours:", 1))
		return "a record gets a key that is not known: " + name
	case 5:
		name := pick("teams/")
		write("content/"+name, regexp.MustCompile(`primary: "#......`).ReplaceAllString(string(tree[name]), fmt.Sprintf(`primary: "#%06x`, n*4099)))
		return "colours change: " + name
	case 6:
		name := pick("players/")
		write("content/"+name, string(tree[name])+fmt.Sprintf("\nBiography %d.\n", n))
		return "a biography grows: " + name
	case 7:
		write("templates/partials/post-end.html", fmt.Sprintf("<!-- %d -->\n<p>End %d.</p>\n", n, n))
		return "a template is laid over"
	default:
		write("static/css/site.css", fmt.Sprintf("body { margin: %dpx }\n", n))
		return "a style sheet is laid over"
	}
}
