package publish

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pressbox/internal/site"
)

// A build has nothing to do only while every input and every file is as the last
// one left them.
func TestUnchangedSeesEveryInput(t *testing.T) {
	for what, change := range map[string]func(f *folderOf, opt *site.Options){
		"a body": func(f *folderOf, _ *site.Options) {
			f.write("content/posts/2022/11/post-1.md", post(1, "Cam Akers", "Other text."))
		},
		"a new post": func(f *folderOf, _ *site.Options) {
			f.write("content/posts/2022/11/post-4.md", post(4, "Cam Akers", "The text."))
		},
		"a post gone": func(f *folderOf, _ *site.Options) {
			f.must(os.Remove(filepath.Join(f.dir, "content/posts/2022/11/post-3.md")))
		},
		"a picture": func(f *folderOf, _ *site.Options) { f.write("content/posts/2022/11/a.txt", "beside a post") },
		"a template": func(f *folderOf, _ *site.Options) {
			f.write("templates/post.html", "{{define \"main\"}}{{.Title}}{{end}}")
		},
		"a word":        func(f *folderOf, _ *site.Options) { f.write("templates/strings.yaml", "en: {home: Front}\n") },
		"a static file": func(f *folderOf, _ *site.Options) { f.write("static/hello.txt", "good day\n") },
		"site.yaml": func(f *folderOf, _ *site.Options) {
			f.write("site.yaml", "id: an-id\ntitle: B Site\nbase_url: https://example.org/news/\nper_page: 2\nunregistered: allow\n")
		},
		"the address":     func(_ *folderOf, opt *site.Options) { opt.BaseURL = "https://example.com/" },
		"drafts":          func(_ *folderOf, opt *site.Options) { opt.Drafts = true },
		"the program":     func(_ *folderOf, opt *site.Options) { opt.Program = "another" },
		"the clock back":  func(_ *folderOf, opt *site.Options) { opt.Now = opt.Now.Add(-time.Second) },
		"the clock due":   func(_ *folderOf, opt *site.Options) { opt.Now = opt.Now.AddDate(1, 0, 0) },
		"a file touched":  func(f *folderOf, _ *site.Options) { f.put(filepath.Join(f.out, "hello.txt"), "touched") },
		"a file gone":     func(f *folderOf, _ *site.Options) { f.must(os.Remove(filepath.Join(f.out, "hello.txt"))) },
		"a record gone":   func(f *folderOf, _ *site.Options) { f.removeState("record-*") },
		"a journal found": func(f *folderOf, _ *site.Options) { f.copyState("record-*", "journal-") },
	} {
		t.Run(what, func(t *testing.T) {
			f := newFolder(t)
			f.write("content/posts/2023/12/later.md", "---\ntitle: Later\ndate: 2023-06-01\nplayer: Cam Akers\n---\nIn time.\n")
			f.publish(Options{})
			opt := f.options()
			look := func() *Outcome {
				in, err := site.Read(context.Background(), opt, nil, nil)
				f.must(err)
				done, err := Unchanged(context.Background(), in, f.out, Options{})
				f.must(err)
				return done
			}
			if look() == nil {
				t.Fatal("there is something to do although nothing changed")
			}
			change(f, &opt)
			if look() != nil {
				t.Error("there is nothing to do")
			}
		})
	}
}

// removeState removes files of .pressbox/.
func (f *folderOf) removeState(pattern string) {
	f.Helper()
	names, err := filepath.Glob(filepath.Join(f.dir, ".pressbox", pattern))
	f.must(err)
	for _, name := range names {
		f.must(os.Remove(name))
	}
}

// copyState copies a file of .pressbox/ to one with another beginning of its name.
func (f *folderOf) copyState(pattern, beginning string) {
	f.Helper()
	names, err := filepath.Glob(filepath.Join(f.dir, ".pressbox", pattern))
	f.must(err)
	for _, name := range names {
		content, err := os.ReadFile(name)
		f.must(err)
		f.must(os.WriteFile(filepath.Join(f.dir, ".pressbox", beginning+filepath.Base(name)[len(pattern)-1:]), content, 0o666))
	}
}

// A file that is not ours is told of by every build.
func TestUnchangedTellsOfForeignFiles(t *testing.T) {
	f := newFolder(t)
	f.publish(Options{})
	f.put(filepath.Join(f.out, "players", "notes.txt"), "mine")
	in, err := site.Read(context.Background(), f.options(), nil, nil)
	f.must(err)
	for range 2 {
		done, err := Unchanged(context.Background(), in, f.out, Options{})
		f.must(err)
		if done == nil || len(done.Report.Foreign) != 1 || done.Report.Foreign[0] != "players/notes.txt" {
			t.Fatalf("got %+v", done)
		}
	}
}
