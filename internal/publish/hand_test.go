package publish

import (
	"os"
	"path/filepath"
	"testing"
)

// TestAHandMakesFilesBelowItsFolderOnly tries both ways: in one call to the system where it
// has that, and through an os.Root, as elsewhere.
func TestAHandMakesFilesBelowItsFolderOnly(t *testing.T) {
	for way, blind := range map[string]bool{"one call": false, "os.Root": true} {
		top, outside := t.TempDir(), t.TempDir()
		root, err := os.OpenRoot(top)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		out, err := newLookout(root)
		if err != nil {
			t.Fatal(err)
		}
		defer out.close()
		if blind {
			out = &lookout{}
		}
		h := hand{out: out, top: root}
		defer h.leave()
		for _, dir := range []string{"2022", "2022/11", "2022/11/akers", "players"} {
			if err := h.mkdir(dir); err != nil {
				t.Fatalf("%s: %v", way, err)
			}
		}
		for _, name := range []string{"index.html", "2022/11/index.html", "2022/11/akers/index.html", "players/feed.xml"} {
			f, err := h.create(name)
			if err != nil {
				t.Fatalf("%s: %v", way, err)
			}
			if _, err := f.WriteString(name); err != nil {
				t.Fatalf("%s: %v", way, err)
			}
			if err := f.Close(); err != nil {
				t.Fatalf("%s: %v", way, err)
			}
			if got, err := os.ReadFile(filepath.Join(top, name)); err != nil || string(got) != name {
				t.Errorf("%s: %s holds %q, %v", way, name, got, err)
			}
		}
		for name, to := range map[string]string{"teams": outside, "2022/12": "../../" + filepath.Base(outside), "away": filepath.Join(outside, "new.html")} {
			if err := os.Symlink(to, filepath.Join(top, name)); err != nil {
				t.Skip("no links here:", err)
			}
		}
		for _, name := range []string{"index.html", "teams/index.html", "2022/12/index.html", "away", "../" + filepath.Base(outside) + "/x.html", "nowhere/index.html"} {
			if f, err := h.create(name); err == nil {
				f.Close()
				t.Errorf("%s: %s was made", way, name)
			}
		}
		if left, err := os.ReadDir(outside); err != nil || len(left) > 0 {
			t.Errorf("%s: outside lies %v, %v", way, left, err)
		}
	}
}
