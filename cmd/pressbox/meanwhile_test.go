package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A saver saves something whenever the program warns, which is when all is read and
// nothing is written yet.
type saver struct {
	bytes.Buffer
	save func()
}

func (s *saver) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("1 warning")) {
		s.save()
	}
	return s.Buffer.Write(b)
}

func TestFileSavedWhileTheSiteIsBuiltIsPublishedAsSaved(t *testing.T) {
	t.Parallel()
	const media = "media/posts/2022/11/deadline-days.png"
	for _, c := range []struct {
		name  string
		args  []string
		times int // that the file is saved
		fails bool
	}{
		{"build", []string{"build"}, 1, false},
		{"build that is disturbed twice", []string{"build"}, 2, false},
		{"build that is disturbed always", []string{"build"}, 100, true},
		{"deploy", []string{"deploy"}, 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := demo(t)
			change(t, dir, "site.yaml", "feeds:\n", "deploy: {www: {type: folder, path: www}}\nfeeds:\n")
			put(t, dir, "content/posts/2023/09/warned.md", "---\ntitle: Warned\ndate: 2023-09-26\nplayer: Somebody Unheardof\nimage: {src: ../../2022/11/deadline-days.png, alt: Days}\n---\n\nText.\n")
			picture, err := os.ReadFile(filepath.Join(dir, "content/posts/2022/11/deadline-days.png"))
			if err != nil {
				t.Fatal(err)
			}
			saved := 0
			stderr := &saver{save: func() {
				if saved++; saved <= c.times {
					put(t, dir, "content/posts/2022/11/deadline-days.png", string(append(slices.Clip(picture), fmt.Sprint(saved)...)))
				}
			}}
			var stdout bytes.Buffer
			p := &program{stdout: &stdout, stderr: stderr, clock: time.Now}
			status := p.run(t.Context(), append(c.args, "-C", dir, "--now", noon))
			if saved == 0 {
				t.Fatalf("nothing was saved meanwhile: %s", stderr.String())
			}
			if c.fails {
				if status != 1 || saved != 3 || !strings.Contains(stderr.String(), "deadline-days.png changed while the site was made, again and again") {
					t.Errorf("exit status %d after %d tries: %s", status, saved, stderr.String())
				}
				if tree := mustTree(t, dir); tree["public/"+media] != nil {
					t.Error("a part of the site is published")
				}
				return
			}
			if status != 0 || saved != c.times+1 {
				t.Fatalf("exit status %d after %d tries: %s", status, saved, stderr.String())
			}
			if got := mustTree(t, filepath.Join(dir, "public"))[media]; string(got) != string(picture)+fmt.Sprint(c.times) {
				t.Errorf("the picture that was saved last is not published: %d bytes", len(got))
			}
			if c.args[0] == "build" {
				mustRun(t, "build", "-C", dir, "--now", noon, "--verify")
			}
		})
	}
}

func TestFileRemovedWhileTheSiteIsBuiltIsNotPublished(t *testing.T) {
	t.Parallel()
	dir := demo(t)
	put(t, dir, "static/gone.txt", "Some text.\n")
	put(t, dir, "content/posts/2023/09/warned.md", "---\ntitle: Warned\ndate: 2023-09-26\nplayer: Somebody Unheardof\n---\n\nText.\n")
	stderr := &saver{save: func() { os.Remove(filepath.Join(dir, "static", "gone.txt")) }}
	p := &program{stdout: new(bytes.Buffer), stderr: stderr, clock: time.Now}
	if status := p.run(t.Context(), []string{"build", "-C", dir, "--now", noon}); status != 0 {
		t.Fatalf("exit status %d: %s", status, stderr.String())
	}
	tree := mustTree(t, filepath.Join(dir, "public"))
	if tree["index.html"] == nil || tree["gone.txt"] != nil {
		t.Errorf("published are %d files, and of the one that is gone %d bytes", len(tree), len(tree["gone.txt"]))
	}
	if !strings.Contains(stderr.String(), "static/gone.txt changed while the site was made; beginning again") {
		t.Errorf("nothing is said of it: %s", stderr.String())
	}
}
