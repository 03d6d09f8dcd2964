package preview

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// follow starts a watch of a new folder with content/posts in it, and returns the
// folder and a function that takes what changed up to now.
func follow(t *testing.T, poll bool) (dir string, take func() []string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "content", "posts"), 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := newWatch(dir, poll, func(s string) { t.Log(s) })
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { w.run(ctx); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	w.take() // the look that every watch begins with
	return dir, func() []string {
		w.sync(ctx)
		changed, all := w.take()
		if all {
			t.Error("the watch gave up on events")
		}
		return changed
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestSyncReturnsAfterEverySaveBeforeIt(t *testing.T) {
	for _, poll := range []bool{false, true} {
		t.Run(fmt.Sprintf("poll=%v", poll), func(t *testing.T) {
			dir, take := follow(t, poll)
			for i := range 200 {
				name := fmt.Sprintf("content/posts/%d.md", i%7)
				write(t, filepath.Join(dir, name), fmt.Sprint("text ", i, time.Now().UnixNano()))
				if got := take(); !slices.Contains(got, name) {
					t.Fatalf("save %d: changed = %v, want %s among them", i, got, name)
				}
			}
		})
	}
}

// Clocks of file systems in a network may count whole seconds.
func TestPollingSeesASaveThatLeavesSizeAndTime(t *testing.T) {
	dir, take := follow(t, true)
	file := filepath.Join(dir, "content", "posts", "a.md")
	second := time.Now().Truncate(time.Second)
	for _, text := range []string{"one", "two", "six"} {
		write(t, file, text)
		if err := os.Chtimes(file, second, second); err != nil {
			t.Fatal(err)
		}
		if got := take(); !slices.Equal(got, []string{"content/posts/a.md"}) {
			t.Errorf("saving %q: changed = %v", text, got)
		}
		if got := take(); len(got) > 0 {
			t.Errorf("after saving %q: changed = %v", text, got)
		}
	}
}

func TestWhatMayBeReadSinceIsReadAgain(t *testing.T) {
	dir, take := follow(t, false)
	file := filepath.Join(dir, "content", "posts", "a.md")
	write(t, file, "text")
	take()
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := take(); !slices.Equal(got, []string{"content/posts/a.md"}) {
		t.Errorf("changed = %v", got)
	}
}

func TestNewFoldersAreWatchedAndReadAgain(t *testing.T) {
	dir, take := follow(t, false)
	for i := range 50 {
		name := fmt.Sprintf("content/posts/%d/%d/%d.md", 2000+i, i, i)
		write(t, filepath.Join(dir, name), "first")
		if got := take(); !slices.Contains(got, name) {
			t.Fatalf("new file in new folders: changed = %v, want %s", got, name)
		}
		write(t, filepath.Join(dir, name), "second")
		if got := take(); !slices.Contains(got, name) {
			t.Fatalf("file in a folder that was new: changed = %v, want %s", got, name)
		}
	}
	moved := filepath.Join(dir, "content", "posts", "moved")
	if err := os.Rename(filepath.Join(dir, "content", "posts", "2000"), moved); err != nil {
		t.Fatal(err)
	}
	if got := take(); !slices.Contains(got, "content/posts/moved/0/0.md") {
		t.Fatalf("renamed folder: changed = %v", got)
	}
	write(t, filepath.Join(moved, "0", "0.md"), "third")
	if got := take(); !slices.Contains(got, "content/posts/moved/0/0.md") {
		t.Fatalf("file in a renamed folder: changed = %v", got)
	}
}

func TestOnlyFilesOfTheSiteCount(t *testing.T) {
	dir, take := follow(t, false)
	for _, name := range []string{
		"content/posts/.a.md.swp", "content/posts/4913", "content/posts/a.md~", "content/posts/.#a.md", "content/posts/#a.md#",
		"notes.txt", "public/index.html", ".git/index", ".pressbox/documents",
	} {
		write(t, filepath.Join(dir, name), "x")
	}
	if got := take(); len(got) > 0 {
		t.Errorf("changed = %v, want nothing", got)
	}
	for _, name := range []string{"site.yaml", "content/posts/a.jpg", "templates/post.html", "static/.well-known/x"} {
		write(t, filepath.Join(dir, name), "x")
	}
	got := take()
	for _, name := range []string{"site.yaml", "content/posts/a.jpg"} {
		if !slices.Contains(got, name) {
			t.Errorf("changed = %v, want %s among them", got, name)
		}
	}
	for _, folder := range []string{"templates", "static"} {
		if !slices.ContainsFunc(got, func(s string) bool { return len(s) >= len(folder) && s[:len(folder)] == folder }) {
			t.Errorf("changed = %v, want something of the new folder %s", got, folder)
		}
	}
}

func TestBurstSettlesOnce(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "content/posts/a.md"), "x")
	w, err := newWatch(dir, false, func(s string) { t.Log(s) })
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	go w.run(ctx)
	w.sync(ctx)
	w.take()
	// A burst is changes without a pause; on a busy machine the one who writes may be
	// made to pause, and then it is another burst.
	burst := func() (unbroken bool) {
		unbroken = true
		last := time.Now()
		for i := range 1000 {
			w.mark(fmt.Sprintf("content/posts/%d.md", i))
			unbroken = unbroken && time.Since(last) < quiet/4
			last = time.Now()
		}
		return unbroken
	}
	for range 50 {
		unbroken := burst()
		<-w.settled
		changed, _ := w.take()
		again := false
		select {
		case <-w.settled:
			again = true
		case <-time.After(4 * quiet):
		}
		if !unbroken {
			continue
		}
		if again {
			t.Error("one burst settled twice")
		}
		if len(changed) != 1000 {
			t.Errorf("%d files changed, want 1000", len(changed))
		}
		return
	}
	t.Skip("this machine pauses all the time")
}

func TestManyFilesAtOnceAreAllSeen(t *testing.T) {
	dir, take := follow(t, false)
	for i := range 1000 {
		write(t, filepath.Join(dir, fmt.Sprintf("content/posts/%d.md", i)), "x")
	}
	if changed := take(); len(changed) != 1000 {
		t.Errorf("%d files changed, want 1000", len(changed))
	}
}

// Events tell nothing of what a link leads to: the files are looked at instead, from the
// beginning or as soon as there is a link, and it is said why.
func TestWhatALinkLeadsToIsLookedAt(t *testing.T) {
	for _, c := range []struct{ link, to, file, name string }{
		{"site.yaml", "settings/site.yaml", "settings/site.yaml", "site.yaml"},
		{"templates", "theme", "theme/partials/card.html", "templates/partials/card.html"},
		{"templates/post.html", "../theme/post.html", "theme/post.html", "templates/post.html"},
		{"static", "files", "files/deep/a.txt", "static/deep/a.txt"},
		{"static/deep/a.txt", "../../files/a.txt", "files/a.txt", "static/deep/a.txt"},
	} {
		for _, early := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s early=%v", c.link, early), func(t *testing.T) {
				dir := t.TempDir()
				write(t, filepath.Join(dir, "content/posts/a.md"), "x")
				write(t, filepath.Join(dir, c.file), "first")
				link := func() {
					at := filepath.Join(dir, c.link)
					if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.Symlink(c.to, at); err != nil {
						t.Fatal(err)
					}
				}
				if early {
					link()
				}
				var said []string
				w, err := newWatch(dir, false, func(s string) { said = append(said, s) })
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(context.Background())
				done := make(chan struct{})
				go func() { w.run(ctx); close(done) }()
				w.sync(ctx)
				w.take()
				if !early {
					link()
					w.sync(ctx)
					if changed, all := w.take(); !all && len(changed) == 0 {
						t.Error("the link is not seen")
					}
				}
				for _, text := range []string{"second", "other"} {
					w.sync(ctx)
					w.take()
					write(t, filepath.Join(dir, c.file), text)
					w.sync(ctx)
					if changed, all := w.take(); !all && !slices.Contains(changed, c.name) {
						t.Errorf("%s: changed = %v", text, changed)
					}
				}
				cancel()
				<-done
				if len(said) != 1 || !strings.Contains(said[0], c.link+" is a symbolic link") {
					t.Errorf("it said %q", said)
				}
			})
		}
	}
}

func TestLinksInContentAreNotFollowed(t *testing.T) {
	for _, poll := range []bool{false, true} {
		t.Run(fmt.Sprintf("poll=%v", poll), func(t *testing.T) {
			dir, take := follow(t, poll)
			note, at := filepath.Join(dir, "notes/a.md"), filepath.Join(dir, "content/posts/a.md")
			write(t, note, "x")
			if err := os.Symlink("../../notes/a.md", at); err != nil {
				t.Fatal(err)
			}
			if got := take(); !slices.Contains(got, "content/posts/a.md") {
				t.Errorf("a link: changed = %v", got)
			}
			if err := os.Rename(note, at); err != nil {
				t.Fatal(err)
			}
			if got := take(); !slices.Contains(got, "content/posts/a.md") {
				t.Errorf("the file itself: changed = %v", got)
			}
		})
	}
}
