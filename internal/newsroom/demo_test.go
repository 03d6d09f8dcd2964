package newsroom

import (
	"context"
	"os"
	"testing"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/content"
)

// demonstration assembles the site that this repository is.
func demonstration(t *testing.T, now string) *Newsroom {
	t.Helper()
	root, err := os.OpenRoot("../..")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	cfg, problems, err := config.Load(root)
	if err != nil || problems.Failed() {
		t.Fatal(err, problems)
	}
	set, problems, err := content.Load(context.Background(), root, content.Options{Markdown: cfg.Markdown}, nil, nil)
	if err != nil || problems.Failed() {
		t.Fatal(err, problems)
	}
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	room, problems := Assemble(set.Documents, set.Assets, cfg, Options{Now: at})
	for _, p := range problems {
		t.Error(p)
	}
	return room
}

func TestDemonstrationHasNoProblem(t *testing.T) {
	room := demonstration(t, "2025-12-20T12:00:00Z")
	if len(room.Posts) < 15 || len(room.Teams) != 32 {
		t.Errorf("%d posts, %d teams", len(room.Posts), len(room.Teams))
	}
}
