/** Programs of a person, each with something that a recording must hold to be executed again. */
export const programs = {
  prints: `
for name in sorted(scene.objects()):
    found = scene.find(name)
    print(name, [round(value, 4) for value in found.pose.position])
pose = arm.pose()
arm.move_to([0.45, 0.1, 0.3])
arm.move_to([0.45, -0.2, 0.25], straight=True)
pose.position, arm.pose().position, object()`,
  raises: `
print("before")
try:
    arm.move_to([3.0, 0.0, 0.3])
except Exception as error:
    print("refused:", type(error).__name__)
arm.move_joints({"shoulder_pan_joint": 0.4})
{}["missing"]`,
  asks: `
where = user.ask("left or right?", options=["left", "right"])
arm.move_to([0.45, 0.25 if where == "left" else -0.25, 0.3])
print("went", where)
user.ask("and now?")`,
  looks: `
image = camera.capture("overhead")
print(image.width, image.height, image.stamp_s >= 0)
arm.home()
wait(0.5)
gripper.close()
gripper.open(0.05)
camera.capture("wrist").height, gripper.state().width_m, sensors.wrench().force[2] < 0`,
  picks: `
result = pick("green_cube")
held = gripper.state()
print(held.holding, round(held.width_m, 3))
arm.move_to([0.4, 0.3, 0.35])
held.holding`,
} as const;
