package deploy_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pressbox/internal/deploy"
	"pressbox/internal/digest"
)

func link(t *testing.T, to, name string) {
	t.Helper()
	if err := os.RemoveAll(name); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, name); err != nil {
		t.Fatal(err)
	}
}

func TestALinkOnAHostLeadsNothingAstray(t *testing.T) {
	run(t, folders(), func(t *testing.T, at place) {
		local := filepath.Join(t.TempDir(), "public")
		outside := t.TempDir()
		write(t, filepath.Join(outside, "index.html"), "somebody's own")
		write(t, filepath.Join(outside, "notes.txt"), "somebody's own")
		var now clock
		try := func(p paper, opt deploy.Options) error {
			opt.MaxDeletes, opt.Time = 99, now.next()
			_, err := deploy.Run(t.Context(), publish(t, local, p), at.host(local, nil), opt)
			return err
		}
		p := newPaper([]int{1, 2, 3}, "p {}")
		p["p2/notes.txt"] = "notes of ours"
		if err := try(p, deploy.Options{}); err != nil {
			t.Fatal(err)
		}
		root, err := filepath.EvalSymlinks(at.root)
		if err != nil {
			t.Fatal(err)
		}
		link(t, outside, filepath.Join(root, "p2"))
		link(t, outside, filepath.Join(root, "p4"))
		for _, change := range []struct {
			what string
			do   func(paper)
		}{
			{"changed below a link", func(p paper) { p["p2/notes.txt"] = "other notes" }},
			{"new below a link", func(p paper) { p["p4/index.html"] = "new" }},
			{"removed below a link", func(p paper) { delete(p, "p2/notes.txt"); delete(p, "p2/index.html"); p["index.html"] = "-" }},
		} {
			next := maps.Clone(p)
			change.do(next)
			for _, opt := range []deploy.Options{{}, {Verify: true, Force: true}} {
				err := try(next, opt)
				for name, text := range tree(t, outside) {
					if text != "somebody's own" {
						t.Errorf("%s: %s of somebody else holds %q", change.what, name, text)
					}
				}
				if len(tree(t, outside)) != 2 {
					t.Errorf("%s: somebody else has %v", change.what, tree(t, outside))
				}
				if err == nil && dead(at.seen()) != nil {
					t.Errorf("%s: and all is well", change.what)
				}
			}
		}
	})
}

func TestFoldersBesideReleasesAreNotOurs(t *testing.T) {
	run(t, slices.DeleteFunc(folders(), func(k kind) bool { return k.name != "folder" && k.name != "sftp alone" }), func(t *testing.T, at place) {
		local := filepath.Join(t.TempDir(), "public")
		var now clock
		beside := filepath.Join(filepath.Dir(at.root), "releases")
		write(t, filepath.Join(beside, "2019-backup", "x"), "somebody's own")
		write(t, filepath.Join(beside, "a", "site", "x"), "somebody's own")
		for n := range 5 {
			site := publish(t, local, newPaper([]int{n, n + 1}, "p {}"))
			if _, err := deploy.Run(t.Context(), site, at.host(local, nil), deploy.Options{MaxDeletes: 9, Time: now.next()}); err != nil {
				t.Fatal(err)
			}
		}
		entries, err := os.ReadDir(beside)
		if err != nil {
			t.Fatal(err)
		}
		var ours int
		for _, e := range entries {
			if _, err := time.Parse("20060102T150405.000000000Z", e.Name()); err == nil {
				ours++
			} else if strings.HasPrefix(e.Name(), ".") {
				t.Errorf("%s is left", e.Name())
			}
		}
		if ours != 3 || len(entries) != 5 {
			t.Errorf("there are %v", entries)
		}
	})
}

func TestALinkWhereAFileIsStagedIsNotWrittenThrough(t *testing.T) {
	at := openFlat(t)
	local := filepath.Join(t.TempDir(), "public")
	var now clock
	p := newPaper([]int{1, 2}, "p {}")
	for _, text := range []string{"first", "second"} {
		p["CNAME"] = text
		write(t, filepath.Join(at.root, "upload", "theirs"), "somebody's own")
		staged := filepath.Join(at.root, ".pressbox", "new-"+digest.Of([]byte("CNAME")).Short())
		if err := os.MkdirAll(filepath.Dir(staged), 0o755); err != nil {
			t.Fatal(err)
		}
		link(t, "../upload/theirs", staged)
		r, err := deploy.Run(t.Context(), publish(t, local, p), at.host(local, nil), deploy.Options{Time: now.next()})
		if err != nil {
			t.Fatal(err)
		}
		holds(t, at, p, map[string]string{"upload/theirs": "somebody's own"}, r)
	}
}
