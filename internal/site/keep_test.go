package site

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"weak"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/plan"
)

// keep loads what is in dir now, and keeps of shown what is broken in it.
func keep(t *testing.T, dir string, last *Inputs, shown *Site) (*Inputs, Kept) {
	t.Helper()
	in, err := Read(context.Background(), shown.Options, last, nil)
	if err != nil {
		t.Fatal(err)
	}
	k, err := in.Keep(context.Background(), shown)
	if err != nil {
		t.Fatal(err)
	}
	return in, k
}

// What is kept of a folder is what a load gives of the same folder with the broken files
// as they were.
func TestWhatIsKeptEqualsALoadWithoutTheMistakes(t *testing.T) {
	dir := newSite(t)
	mended := map[string]string{}
	put := func(name, text string) {
		t.Helper()
		write(t, dir, name, text)
		delete(mended, name)
	}
	// breaks writes a file that was good, or was not there if good is empty.
	breaks := func(name, good, text string) {
		t.Helper()
		write(t, dir, name, text)
		mended[name] = good
	}
	post := func(front, body string) string { return "---\ndate: 2022-11-02\n" + front + "---\n" + body }
	const record = "---\nname: Cam Akers\nborn: 1999-06-22\n---\nBorn [here](../posts/2022/11/a.md).\n"
	site, err := os.ReadFile(filepath.Join(dir, "site.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	put("content/players/cam-akers.md", record)
	put("content/posts/b.md", post("title: B\nplayer: cam-akers\n", "See [a](2022/11/a.md).\n"))
	put("content/posts/him.png", picture(t))
	put("content/posts/c.md", post("title: C\nstory: one\n", "![Him](him.png)\n"))
	shown := load(t, dir, nil)
	last := shown.Inputs
	for i, save := range []func(){
		func() {
			breaks("content/posts/b.md", post("title: B\nplayer: cam-akers\n", "See [a](2022/11/a.md).\n"), "---\ntitle: [\n---\n")
		},
		func() { put("content/posts/c.md", post("title: C\nplayer: Cam Akers\n", "Edited.\n")) },
		func() {
			breaks("content/posts/b.md", post("title: B\nplayer: cam-akers\n", "See [a](2022/11/a.md).\n"), post("title: B\n", "See [a](nowhere.md).\n"))
		},
		func() { breaks("content/posts/d.md", "", post("title: D\n", "See [a](nowhere.md).\n")) },
		func() {
			breaks("content/posts/2022/11/d.md", "", post("title: D\nslug: b\n", "At the address of b.\n"))
		},
		func() { breaks("content/players/cam-akers.md", record, "---\nname: Somebody\nborn: soon\n---\n") },
		func() { put("content/posts/e.md", post("title: E\nplayer: Cam Akers\n", "New.\n")) },
		func() { breaks("site.yaml", string(site), "language: es\ntitle: [\n") },
		func() { put("content/posts/c.md", post("title: C\nplayer: Cam Akers\n", "Edited again.\n")) },
		func() { breaks("site.yaml", string(site), string(site)+"per_page: 0\n") },
		func() { put("site.yaml", string(site)) },
		func() { put("content/posts/b.md", post("title: B\n", "Mended.\n")) },
		func() { put("content/players/cam-akers.md", record) },
	} {
		save()
		in, k := keep(t, dir, last, shown)
		if len(mended) > 0 != k.Problems.Failed() {
			t.Fatalf("save %d: %v", i, k.Problems)
		}
		last, shown = in, k.Site
		other := t.TempDir()
		if err := os.CopyFS(other, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		os.RemoveAll(filepath.Join(other, ".pressbox"))
		for name, text := range mended {
			if text == "" {
				os.Remove(filepath.Join(other, name))
				continue
			}
			write(t, other, name, text)
		}
		fresh := load(t, other, nil)
		if fresh.Problems.Failed() {
			t.Fatalf("save %d: %v", i, fresh.Problems)
		}
		if d := cmp.Diff(look(fresh), look(shown)); d != "" {
			t.Fatalf("save %d: differs from a load of the folder as it was:\n%s", i, d)
		}
		for _, f := range shown.Plan.Files {
			if f.Made() {
				if got, want := published(t, shown, f.Path), published(t, fresh, f.Path); got != want {
					t.Fatalf("save %d: %s is\n%s\nwant\n%s", i, f.Path, got, want)
				}
			}
		}
	}
}

// Errors that last for a day, in which there are many saves, hold the preview to the memory
// of one site, too.
func TestSitesAreLetGoWhileADocumentIsBroken(t *testing.T) {
	dir := newSite(t)
	write(t, dir, "content/posts/broken.md", "---\ntitle: Good\ndate: 2022-11-01\n---\nText.\n")
	shown := load(t, dir, nil)
	last := shown.Inputs
	var gone []weak.Pointer[plan.File]
	for n := range 4 {
		gone = append(gone, weak.Make(&shown.Plan.Files[0]))
		write(t, dir, "content/posts/broken.md", fmt.Sprintf("---\ntitle: [%d\n---\n", n))
		write(t, dir, "content/posts/saved.md", fmt.Sprintf("---\ntitle: Saved\ndate: 2022-11-01\n---\nSave %d.\n", n))
		in, k := keep(t, dir, last, shown)
		last, shown = in, k.Site
	}
	for range 3 { // what pools hold is let go in the third
		runtime.GC()
	}
	for i, f := range gone {
		if f.Value() != nil {
			t.Errorf("the plan before save %d is still there", i+1)
		}
	}
	runtime.KeepAlive(shown)
}
