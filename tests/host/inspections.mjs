export async function inspections() { return []; }
